#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_ENTRYLIST_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_ENTRYLIST_HPP

#include <rows/Geometry.hpp>

namespace SparseConv::Impl {

/// Entries of an image in ascending order: those of the batch, or those of a strip (Strips.hpp),
/// which are numbered anew.
template <class Scalar, class Ordinal>
struct EntryList {
  using non_const_value_type = Ordinal;

  const Ordinal* pixels;  ///< numbers of pixels in `grid`
  const Scalar* values;
  PixelGrid grid;

  /// What is added to row * (width of the result) + column, with row and column in this grid, to
  /// have the number of a pixel of the result. It may be negative.
  std::int64_t origin;

  // The functions that both hosts and devices call with arrays of entries ask for these.
  KOKKOS_INLINE_FUNCTION Ordinal operator()(std::int64_t k) const { return pixels[k]; }
  KOKKOS_INLINE_FUNCTION const Ordinal* data() const { return pixels; }
};

}  // namespace SparseConv::Impl

#endif
