#ifndef SPARSECONV_CLI_COMMANDS_PICTURE_DRAW_HPP
#define SPARSECONV_CLI_COMMANDS_PICTURE_DRAW_HPP

#include <string>
#include <vector>

#include "commands/picture/canvas.hpp"
#include "commands/picture/mosaic.hpp"
#include "commands/picture/palette.hpp"
#include "commands/picture/scale.hpp"

namespace SparseConv::cli {

/// The scale for a mosaic. It begins at zero or, where there are negative values, below, and spans
/// all finite values but for the outermost.
/// \param percentile of the values above zero at which the scale ends, and of the values below zero
///                   at which it begins: 100 for all of them
Scale make_scale(const Mosaic& mosaic, Scale::Kind kind, double percentile);

/// Draws a mosaic, enlarged if it is small, over a bar that shows the scale with the values at its
/// ends and in its middle.
/// \param numbers of the images, to be written above their cells; may be empty. They are left out
///                where cells are too narrow.
Canvas draw(const Mosaic& mosaic, const Scale& scale, const Palette& palette,
            const std::vector<std::string>& numbers);

}  // namespace SparseConv::cli

#endif
