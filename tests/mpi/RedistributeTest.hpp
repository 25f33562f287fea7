#ifndef SPARSECONV_MPI_REDISTRIBUTETEST_HPP
#define SPARSECONV_MPI_REDISTRIBUTETEST_HPP

#include <SparseConv/mpi.hpp>
#include <algorithm>
#include <mpi/batches.hpp>
#include <numeric>
#include <support/compare.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {

inline constexpr ImageShape shape{9, 14};  ///< of the images that are moved

/// Tests that move images and rows among ranks.
template <class T>
class RedistributeTest : public testing::Test {
 protected:
  using Matrix = Batch<typename T::Scalar, typename T::Ordinal, typename T::ExecutionSpace>;
  using Distributed =
      mpi::DistributedBatch<typename T::Scalar, typename T::Ordinal, typename T::ExecutionSpace>;

  mpi::Communicator comm{MPI_COMM_WORLD};
  Random random{11};
  typename T::ExecutionSpace space;

  Matrix batch(const SparseImages& images) { return to_batch<T>(images); }
  /// The images of a batch that this rank has with these boundaries.
  SparseImages share(const SparseImages& images, const mpi::Boundaries& boundaries) {
    return slice(images, boundaries[comm.rank()], boundaries[comm.rank() + 1]);
  }
  Distributed distributed(const SparseImages& images, const mpi::Boundaries& boundaries) {
    return mpi::as_distributed(comm, space, batch(share(images, boundaries)), images.shape);
  }
  /// A batch that is divided among the ranks at random images.
  Distributed distributed(const SparseImages& images) {
    return distributed(images, random_boundaries(random, images.size(), comm.size()));
  }
  /// A batch that is divided among the ranks at random rows.
  Distributed divided(const SparseImages& images) {
    return divided_at_random<T>(comm, space, random, images);
  }
  static std::vector<std::int64_t> works_of(const SparseImages& images,
                                            const mpi::ImageWork& work) {
    std::vector<std::int64_t> each;
    for (std::int64_t i = 0; i < images.size(); ++i)
      each.push_back(work(images.row_map[i + 1] - images.row_map[i]));
    return each;
  }
  void expect_divided(const Distributed& result, const SparseImages& images,
                      const mpi::Boundaries& boundaries) {
    EXPECT_TRUE(identical(from_batch(result.local, shape), share(images, boundaries)));
    EXPECT_EQ(result.local.numCols(), shape.size());
    EXPECT_EQ(result.image_shape, shape);
    EXPECT_EQ(result.first_row, boundaries[comm.rank()] * shape.height);
    EXPECT_EQ(result.end_row, boundaries[comm.rank() + 1] * shape.height);
    EXPECT_EQ(result.first_image(), images.size() == 0 ? 0 : boundaries[comm.rank()]);
    EXPECT_EQ(result.n_images, images.size());
    EXPECT_EQ(result.first_entry, images.row_map[boundaries[comm.rank()]]);
    EXPECT_EQ(result.n_entries, images.row_map.back());
  }
  /// Expects that the ranks together have these images, however the rows are divided.
  void expect_rows(const Distributed& result, const SparseImages& images) {
    const SparseImages local = from_batch(result.local, shape);
    const rows::RowRange rows{result.first_row, result.end_row};
    EXPECT_TRUE(identical(sorted(local), rows_of(sorted(images), rows)));
    EXPECT_EQ(result.first_entry, rows_of(images, {0, rows.first}).row_map.back());
    EXPECT_EQ(result.n_images, images.size());
    EXPECT_EQ(result.n_entries, images.row_map.back());
    const mpi::Boundaries boundaries = mpi::row_boundaries(comm, result);
    EXPECT_EQ(boundaries[comm.rank()], rows.first);
    EXPECT_EQ(boundaries[comm.rank() + 1], rows.last);
    EXPECT_EQ(boundaries.back(), images.size() * shape.height);
  }
  /// The entries of an image in some rows.
  static std::int64_t entries_in(const SparseImages& images, std::int64_t image,
                                 rows::RowRange rows) {
    return rows_of(images, intersect(rows, rows::rows_of({image, image + 1}, shape.height)))
        .row_map.back();
  }
  /// The work of some rows. The work of a row is in proportion to its entries.
  static double work_in(const SparseImages& images, const std::vector<std::int64_t>& works,
                        rows::RowRange rows) {
    double work = 0;
    for (std::int64_t i = 0; i < images.size(); ++i) {
      const std::int64_t all = images.row_map[i + 1] - images.row_map[i];
      const auto of_image = static_cast<double>(works[i]);
      if (all > 0)
        work += of_image * static_cast<double>(entries_in(images, i, rows)) / double(all);
      else if (i * shape.height >= rows.first && i * shape.height < rows.last)
        work += of_image;
    }
    return work;
  }
  /// The most work that stays together: a row of an image with more work than a share, or an image.
  static double largest_group(const SparseImages& images, const std::vector<std::int64_t>& works,
                              std::int64_t share) {
    double largest = 0;
    for (std::int64_t i = 0; i < images.size(); ++i) {
      const rows::RowRange image = rows::rows_of({i, i + 1}, shape.height);
      if (works[i] <= share) largest = std::max(largest, work_in(images, works, image));
      for (std::int64_t row = image.first; works[i] > share && row < image.last; ++row)
        largest = std::max(largest, work_in(images, works, {row, row + 1}));
    }
    return largest;
  }
  /// Expects that the ranks have nearly the same work, and whole images if no image has more work
  /// than an equal share.
  void expect_spread(const Distributed& result, const SparseImages& images,
                     const mpi::ImageWork& work) {
    const auto works = works_of(images, work);
    const std::int64_t total = std::accumulate(works.begin(), works.end(), std::int64_t(0));
    const std::int64_t share = (total + comm.size() - 1) / comm.size();
    if (std::all_of(works.begin(), works.end(), [&](std::int64_t w) { return w <= share; }))
      return expect_divided(result, images, mpi::partition(works, comm.size()));
    expect_rows(result, images);
    // The work of rows is rounded down.
    const double mine = work_in(images, works, rows::RowRange{result.first_row, result.end_row});
    EXPECT_LE(mine,
              static_cast<double>(share + shape.height) + largest_group(images, works, share));
  }
  void expect_gathered(const Matrix& result, const SparseImages& images, int root) {
    const std::int64_t n = comm.rank() == root ? images.size() : 0;
    EXPECT_TRUE(identical(from_batch(result, shape), slice(images, 0, n)));
    EXPECT_EQ(result.numCols(), shape.size());
  }
};

}  // namespace SparseConv::Test

#endif
