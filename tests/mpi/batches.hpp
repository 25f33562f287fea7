#ifndef SPARSECONV_TESTS_MPI_BATCHES_HPP
#define SPARSECONV_TESTS_MPI_BATCHES_HPP

#include <SparseConv/mpi/DistributedBatch.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <algorithm>
#include <rows/RowRange.hpp>
#include <support/random_images.hpp>
#include <utility>
#include <vector>

namespace SparseConv::Test {

/// Batches that are hard to divide among ranks, and batches that are easy.
inline std::vector<SparseImages> all_batches(Random& random, ImageShape shape) {
  std::vector<double> skewed, giant(12, 0.02);
  for (int i = 0; i < 30; ++i) skewed.push_back(i < 5 ? 0.9 : 0.01 * (i % 7));
  giant[4] = 1;
  return {random_images(random, shape, 23, 0.2),
          random_images(random, shape, 5, 0.5),
          random_images(random, shape, skewed),
          random_images(random, shape, giant),
          shuffled(random, random_images(random, shape, 9, 0.4)),
          shuffled(random, random_images(random, shape, giant)),
          random_images(random, shape, 11, 0),
          random_images(random, shape, 1, 0.7),
          random_images(random, shape, 0, 0)};
}

/// The same images with sorted columns.
inline SparseImages sorted(const SparseImages& images) {
  SparseImages result{images.shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < images.size(); ++i) {
    std::vector<std::pair<std::int64_t, double>> pixels;
    for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k)
      pixels.emplace_back(images.columns[k], images.values[k]);
    std::sort(pixels.begin(), pixels.end());
    for (const auto& [column, value] : pixels) result.add(column, value);
    result.end_image();
  }
  return result;
}

/// A sparse image that is crowded from row `first` to row `last - 1`.
inline SparseImages crowded_between(Random& random, ImageShape shape, std::int64_t first,
                                    std::int64_t last) {
  const SparseImages sparse = random_images(random, shape, 1, 0.02);
  const SparseImages crowded = random_images(random, shape, 1, 0.9);
  SparseImages result{shape, {0}, {}, {}};
  for (const SparseImages* source : {&sparse, &crowded})
    for (std::size_t k = 0; k < source->columns.size(); ++k) {
      const std::int64_t row = source->columns[k] / shape.width;
      if ((row >= first && row < last) == (source == &crowded))
        result.add(source->columns[k], source->values[k]);
    }
  result.end_image();
  return sorted(result);
}

/// The images that have rows in a range, with only their entries in these rows, in the order in
/// which the entries are stored.
inline SparseImages rows_of(const SparseImages& images, rows::RowRange rows) {
  SparseImages result{images.shape, {0}, {}, {}};
  const rows::ImageRange range = rows::images_of(rows, images.shape.height);
  for (std::int64_t i = range.first; i < range.last; ++i) {
    for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k) {
      const std::int64_t row = i * images.shape.height + images.columns[k] / images.shape.width;
      if (row >= rows.first && row < rows.last) result.add(images.columns[k], images.values[k]);
    }
    result.end_image();
  }
  return result;
}

/// A random way to divide images, or rows, among ranks, often with ranks that have none.
inline mpi::Boundaries random_boundaries(Random& random, std::int64_t n, int n_ranks) {
  mpi::Boundaries boundaries{0, n};
  for (int rank = 1; rank < n_ranks; ++rank)
    boundaries.push_back(std::uniform_int_distribution<std::int64_t>(0, n)(random));
  std::sort(boundaries.begin(), boundaries.end());
  return boundaries;
}

/// The images, divided among the ranks at random rows. Many ranks have no rows.
template <class T>
auto divided_at_random(const mpi::Communicator& comm, const typename T::ExecutionSpace& space,
                       Random& random, const SparseImages& images) {
  const auto rows = random_boundaries(random, images.size() * images.shape.height, comm.size());
  const std::int64_t first = rows[comm.rank()], last = rows[comm.rank() + 1];
  return mpi::as_distributed(comm, space, to_batch<T>(rows_of(images, {first, last})), images.shape,
                             first);
}

}  // namespace SparseConv::Test

#endif
