#ifndef SPARSECONV_METHODS_CLIP_HPP
#define SPARSECONV_METHODS_CLIP_HPP

#include <methods/Taps.hpp>

namespace SparseConv::Impl {

/// The taps of a run that carry an entry into a rectangle: `length` weights from number `weight`
/// on, for the pixels in row `row` of the rectangle from column `column` on.
struct ClippedRun {
  std::int64_t row, column, length;
  std::int64_t weight;
};

/// Clips each run of the entry at `pixel` to a rectangle of the result, and calls
/// `visit(ClippedRun)` if anything is left, in the order of the runs.
template <class AnyTaps, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_clipped_run(const AnyTaps& taps, Pixel pixel,
                                                 const Rectangle& rectangle, const Visit& visit) {
  for (std::int64_t r = 0; r < taps.n_runs(); ++r) {
    const Run run = taps.runs(r);
    const std::int64_t row = pixel.row + run.row - rectangle.row;
    const std::int64_t column = pixel.column + run.column - rectangle.column;
    const std::int64_t first = Kokkos::max<std::int64_t>(column, 0);
    const std::int64_t last = Kokkos::min<std::int64_t>(column + run.length, rectangle.width);
    if (row >= 0 && row < rectangle.height && first < last)
      visit(ClippedRun{row, first, last - first, run.first_weight + first - column});
  }
}

}  // namespace SparseConv::Impl

#endif
