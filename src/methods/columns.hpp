#ifndef SPARSECONV_METHODS_COLUMNS_HPP
#define SPARSECONV_METHODS_COLUMNS_HPP

#include <batch/simd.hpp>
#include <rows/Geometry.hpp>

/// \file
/// The columns of sorted entries of an image, found by vector instructions.

namespace SparseConv::Impl {

/// Entries of an image as numbers of 32 bits: each entry's pixel minus the first pixel of the first
/// entry's row.
template <class Entries>
struct SmallPixels {
  using Ordinal = typename Entries::non_const_value_type;

  const Ordinal* pixels;
  Ordinal start;  ///< that first pixel
  std::int64_t n;
  std::int32_t width;
  double inverse_width;

  /// \param first, last the entries k in [first, last), at least one
  KOKKOS_INLINE_FUNCTION SmallPixels(const Entries& entries, const PixelGrid& grid,
                                     std::int64_t first, std::int64_t last)
      : pixels(entries.data() + first),
        start(static_cast<Ordinal>(grid.split(entries(first)).row * grid.width)),
        n(last - first),
        width(static_cast<std::int32_t>(grid.width)),
        inverse_width(grid.inverse_width) {}

  /// Whether the numbers are small enough; the others must not be asked for if not.
  KOKKOS_INLINE_FUNCTION bool fit() const { return pixels[n - 1] - start < PixelGrid::small; }

  KOKKOS_INLINE_FUNCTION std::int32_t row(std::int32_t i) const {
    return PixelGrid::row_of_small(static_cast<std::int32_t>(pixels[i] - start), inverse_width);
  }
  KOKKOS_INLINE_FUNCTION std::int32_t column(std::int32_t i) const {
    return static_cast<std::int32_t>(pixels[i] - start) - row(i) * width;
  }
};

/// The first and the last column of some entries.
using Columns = Kokkos::pair<std::int64_t, std::int64_t>;

/// The columns of the entries k in [first, last), at least one.
template <class Entries>
KOKKOS_INLINE_FUNCTION Columns find_columns(const Entries& entries, const PixelGrid& grid,
                                            std::int64_t first, std::int64_t last) {
  const SmallPixels<Entries> pixels(entries, grid, first, last);
  if (pixels.fit()) {
    constexpr std::int32_t block = 256;  // until columns on both edges are found
    const auto n = static_cast<std::int32_t>(pixels.n);
    std::int32_t left = pixels.width, right = 0;
    for (std::int32_t begin = 0; begin < n && right - left < pixels.width - 1; begin += block) {
      const std::int32_t end = Kokkos::min(begin + block, n);
      SPARSECONV_SIMD(reduction(min : left) reduction(max : right))
      for (std::int32_t i = begin; i < end; ++i) {
        const std::int32_t column = pixels.column(i);
        left = Kokkos::min(left, column);
        right = Kokkos::max(right, column);
      }
    }
    return {left, right};
  }
  std::int64_t left = grid.width, right = 0;
  for (std::int64_t k = first; k < last; ++k) {
    const std::int64_t column = grid.split(entries(k)).column;
    left = Kokkos::min(left, column);
    right = Kokkos::max(right, column);
  }
  return {left, right};
}

/// Whether images are so narrow that a box as wide as the image costs less than finding the columns
/// of its entries.
KOKKOS_INLINE_FUNCTION bool is_narrow(const PixelGrid& grid) {
  constexpr std::int64_t narrow_image = 40;
  return grid.width <= narrow_image;
}

/// The columns of a box around the entries k in [first, last), at least one.
template <class Entries>
KOKKOS_INLINE_FUNCTION Columns columns_of_box(const Entries& entries, const PixelGrid& grid,
                                              std::int64_t first, std::int64_t last) {
  if (is_narrow(grid)) return {0, grid.width - 1};
  return find_columns(entries, grid, first, last);
}

/// How many of the entries k in [first, last), at least one, lie in columns `low` to `high - 1`.
template <class Entries>
KOKKOS_INLINE_FUNCTION std::int64_t count_in_columns(const Entries& entries, const PixelGrid& grid,
                                                     std::int64_t first, std::int64_t last,
                                                     std::int64_t low, std::int64_t high) {
  if (low == 0 && high == grid.width) return last - first;
  const SmallPixels<Entries> pixels(entries, grid, first, last);
  if (pixels.fit()) {
    const auto n = static_cast<std::int32_t>(pixels.n);
    const auto from = static_cast<std::int32_t>(low), to = static_cast<std::int32_t>(high);
    std::int32_t count = 0;
    SPARSECONV_SIMD(reduction(+ : count))
    for (std::int32_t i = 0; i < n; ++i) {
      const std::int32_t column = pixels.column(i);
      count += column >= from && column < to;
    }
    return count;
  }
  std::int64_t count = 0;
  for (std::int64_t k = first; k < last; ++k) {
    const std::int64_t column = grid.split(entries(k)).column;
    count += column >= low && column < high;
  }
  return count;
}

}  // namespace SparseConv::Impl

#endif
