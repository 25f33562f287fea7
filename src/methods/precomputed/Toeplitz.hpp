#ifndef SPARSECONV_METHODS_PRECOMPUTED_TOEPLITZ_HPP
#define SPARSECONV_METHODS_PRECOMPUTED_TOEPLITZ_HPP

#include <batch/allocate.hpp>
#include <batch/offsets.hpp>
#include <methods/clip.hpp>
#include <rows/Geometry.hpp>

namespace SparseConv::Impl {

/// The doubly blocked Toeplitz matrix of a filter: row p holds what pixel p of the image adds to
/// the pixels of the result. Its columns ascend.
template <class Matrix, class ExecutionSpace, class AnyTaps>
static Matrix make_toeplitz(const ExecutionSpace& space, const Geometry& geometry,
                            const AnyTaps& taps) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const PixelGrid grid(geometry.image.width);
  const Rectangle output{0, 0, geometry.output.height, geometry.output.width};
  const std::int64_t n = geometry.image.size();
  const auto offsets = make_counts(space, "SparseConv::precomputed::offsets", n);
  const Range<ExecutionSpace> all_pixels(space, 0, n);
  Kokkos::parallel_for(
      "SparseConv::precomputed::count", all_pixels, KOKKOS_LAMBDA(const std::int64_t p) {
        std::int64_t count = 0;
        for_each_clipped_run(taps, grid.split(p), output,
                             [&](const ClippedRun& run) { count += run.length; });
        offsets(p) = count;
      });
  const std::int64_t nnz = counts_to_offsets(space, "SparseConv::precomputed::scan", offsets);
  const auto parts = allocate_arrays<Matrix>(space, n, nnz);
  Kokkos::deep_copy(space, parts.row_map, offsets);
  Kokkos::parallel_for(
      "SparseConv::precomputed::fill", all_pixels, KOKKOS_LAMBDA(const std::int64_t p) {
        std::int64_t next = offsets(p);
        for_each_clipped_run(taps, grid.split(p), output, [&](const ClippedRun& run) {
          const std::int64_t first = run.row * output.width + run.column;
          for (std::int64_t i = 0; i < run.length; ++i, ++next) {
            parts.entries(next) = static_cast<Ordinal>(first + i);
            parts.values(next) = taps.weights(run.weight + i);
          }
        });
      });
  return parts.matrix(static_cast<Ordinal>(output.size()));
}

}  // namespace SparseConv::Impl

#endif
