#ifndef SPARSECONV_CLI_PICTURE_DRAW_HPP
#define SPARSECONV_CLI_PICTURE_DRAW_HPP

#include "picture/canvas.hpp"
#include "picture/mosaic.hpp"
#include "picture/palette.hpp"
#include "picture/scale.hpp"

namespace SparseConv::cli {

/// Draws a mosaic, enlarged if it is small, over a bar that shows the scale with the values at its
/// ends and in its middle. The scale spans zero and all finite values.
Canvas draw(const Mosaic& mosaic, Scale::Kind kind, const Palette& palette);

}  // namespace SparseConv::cli

#endif
