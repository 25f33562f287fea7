#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_WORKSPACE_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_WORKSPACE_HPP

#include <methods/direct/windows/BitRows.hpp>
#include <methods/direct/windows/LooseEntries.hpp>
#include <methods/direct/windows/RowBuffer.hpp>

namespace SparseConv::Impl {

/// All that a thread works with, in memory from an Arena.
template <class Scalar, class AnyTaps>
struct Workspace {
  Window window;
  EntryCells cells;
  BitRows<AnyTaps> bits;
  RowBuffer<Scalar> buffer;
  LooseEntries<AnyTaps> loose;

  /// \param grid   of the images
  /// \param widest tile
  /// \param width  of the results
  Workspace(Arena& arena, const AnyTaps& taps, const PixelGrid& grid, std::int64_t widest,
            std::int64_t width)
      : window(taps, widest),
        cells(arena, window),
        bits(arena, taps, window),
        buffer(arena, taps, window),
        loose(taps, grid, width) {}
};

}  // namespace SparseConv::Impl

#endif
