#ifndef SPARSECONV_METHODS_DIRECT_ROWS_WORKSPACE_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_WORKSPACE_HPP

#include <methods/direct/rows/BitRows.hpp>
#include <methods/direct/rows/LooseEntries.hpp>
#include <methods/direct/rows/RowBuffer.hpp>

namespace SparseConv::Impl {

/// All that a thread works with, in memory from a Scratch.
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
  Workspace(Scratch& scratch, const AnyTaps& taps, const PixelGrid& grid, std::int64_t widest,
            std::int64_t width)
      : window(taps, widest),
        cells(scratch, window),
        bits(scratch, taps, window),
        buffer(scratch, taps, window),
        loose(taps, grid, width) {}
};

}  // namespace SparseConv::Impl

#endif
