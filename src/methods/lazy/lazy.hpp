#ifndef SPARSECONV_METHODS_LAZY_LAZY_HPP
#define SPARSECONV_METHODS_LAZY_LAZY_HPP

#include <SparseConv/Error.hpp>
#include <batch/MergeSorted.hpp>
#include <batch/chunks.hpp>
#include <batch/compact.hpp>
#include <batch/sort_images.hpp>
#include <methods/Taps.hpp>
#include <methods/registry.hpp>

namespace SparseConv::Impl {

/// All (pixel, value) pairs of a batch, image after image. A pair outside the result gets the
/// column after the last pixel of the result.
template <class ExecutionSpace, class Matrix, class AnyTaps>
static BatchArrays<Matrix> expand_taps(const ExecutionSpace& space, const Matrix& batch,
                                       const Geometry& geometry, const AnyTaps& taps) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const auto nnz = static_cast<std::int64_t>(batch.nnz());
  const auto pairs = allocate_arrays<Matrix>(space, batch.numRows(), nnz * taps.n_taps);
  const PixelGrid grid(geometry.image.width);
  const ImageShape output = geometry.output;
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  const auto values = batch.values;
  Kokkos::parallel_for(
      "SparseConv::lazy::row_map",
      Range<ExecutionSpace>(space, 0, static_cast<std::int64_t>(batch.numRows()) + 1),
      KOKKOS_LAMBDA(const std::int64_t i) { pairs.row_map(i) = row_map(i) * taps.n_taps; });
  Kokkos::parallel_for(
      "SparseConv::lazy::expand", Range<ExecutionSpace>(space, 0, nnz),
      KOKKOS_LAMBDA(const std::int64_t k) {
        const Pixel pixel = grid.split(entries(k));
        std::int64_t next = k * taps.n_taps;
        for (std::int64_t r = 0; r < taps.n_runs(); ++r) {
          const Run run = taps.runs(r);
          const std::int64_t y = pixel.row + run.row;
          for (std::int64_t i = 0; i < run.length; ++i, ++next) {
            const std::int64_t x = pixel.column + run.column + i;
            const bool inside = y >= 0 && y < output.height && x >= 0 && x < output.width;
            pairs.entries(next) =
                static_cast<Ordinal>(inside ? y * output.width + x : output.size());
            pairs.values(next) = values(k) * taps.weights(run.first_weight + i);
          }
        }
      });
  return pairs;
}

/// Adds up the pairs of each pixel, in their order. The pairs of a pixel must be neighbours.
template <class ExecutionSpace, class Matrix>
static Matrix add_up_pairs(const ExecutionSpace& space, const Matrix& pairs) {
  using Scalar = typename Matrix::non_const_value_type;
  const std::int64_t n_pixels = pairs.numCols();
  const MergeSorted<Matrix> merge(pairs);
  const auto entries = pairs.graph.entries;
  return compact(
      space, "SparseConv::lazy::add_up", pairs,
      KOKKOS_LAMBDA(std::int64_t image, std::int64_t k, Scalar & sum) {
        return entries(k) < n_pixels && merge(image, k, sum) && sum != Scalar(0);
      });
}

/// Turns each entry times each tap into a (pixel, value) pair, sorts the pairs of each image by
/// pixel and adds up the pairs of each pixel. Needs no set-up, but room for all pairs of a chunk of
/// images.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Lazy : public Algorithm<Scalar, Ordinal, ExecutionSpace> {
 public:
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Matrix;
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Results;

  Lazy(const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
       const Options& options)
      : geometry_(geometry),
        taps_(make_taps<Scalar>(space, filter, geometry)),
        budget_(options.max_buffer_bytes) {}

  static Cost cost(const Workload& work, const Options& options) {
    constexpr CostPerUnit per_unit{5.16e3, 276, 30.6, 11.2, 0, 0.000241, 0.0032};
    const auto fits = [&](double n_entries) {
      return n_entries * static_cast<double>(bytes_per_entry(work.n_taps)) <=
             static_cast<double>(options.max_buffer_bytes);
    };
    const Fit fit = fits(static_cast<double>(work.geometry.image.size())) ? Fit::always
                    : fits(work.entries_of_image())                       ? Fit::as_expected
                                                                          : Fit::never;
    return {fit, 0, per_unit.seconds(work)};
  }

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch, Results& results) override {
    if (batch.nnz() == 0 || taps_.n_taps == 0)
      return empty_batch<Matrix>(space, batch.numRows(), geometry_.output);
    const std::int64_t most = budget_ / bytes_per_entry(taps_.n_taps);
    const auto offsets = copy_to_host(space, batch.graph.row_map);
    const auto offset = [&](std::int64_t image) {
      return offsets[static_cast<std::size_t>(image)];
    };
    const Chunks chunks = chunks_within(batch.numRows(), most, [&](std::int64_t image) {
      return offset(image + 1) - offset(image);
    });
    std::vector<Matrix> of_chunks;
    for (std::size_t c = 0; c + 1 < chunks.size(); ++c) {
      const std::int64_t begin = offset(chunks[c]), end = offset(chunks[c + 1]);
      check_budget(end - begin, most);
      of_chunks.push_back(
          convolve_chunk(space, slice_images(space, batch, chunks[c], chunks[c + 1], begin, end)));
    }
    return concatenate(space, of_chunks, results);
  }

  std::int64_t buffer_bytes() const override { return budget_; }

 private:
  /// Its pairs, each a column and a value, and the memory for sorting them.
  static std::int64_t bytes_per_entry(std::int64_t n_taps) {
    constexpr std::int64_t pair = sizeof(Scalar) + sizeof(Ordinal);
    return saturating_product(n_taps, pair + sort_bytes<Scalar, Ordinal, ExecutionSpace>);
  }

  void check_budget(std::int64_t nnz, std::int64_t most) const {
    SPARSECONV_THROW_IF(nnz > most, system,
                        "the method lazy needs " +
                            std::to_string(saturating_product(nnz, bytes_per_entry(taps_.n_taps))) +
                            " bytes for an image with " + std::to_string(nnz) +
                            " entries, but may use " + std::to_string(budget_) +
                            " (max_buffer_bytes): use the method direct");
  }

  Matrix convolve_chunk(const ExecutionSpace& space, const Matrix& chunk) const {
    const auto pairs = expand_taps(space, chunk, geometry_, taps_);
    const std::int64_t n_pixels = geometry_.output.size();
    sort_images(space, pairs.row_map, pairs.entries, pairs.values, n_pixels + 1);
    return add_up_pairs(space, pairs.matrix(static_cast<Ordinal>(n_pixels)));
  }

  Geometry geometry_;
  Taps<Scalar, ExecutionSpace> taps_;
  std::int64_t budget_;
};

template <>
struct ClassOf<Method::lazy> {
  template <class Scalar, class Ordinal, class ExecutionSpace>
  using type = Lazy<Scalar, Ordinal, ExecutionSpace>;
};

}  // namespace SparseConv::Impl

#endif
