#ifndef SPARSECONV_CLI_COMMANDS_PICTURE_PALETTE_HPP
#define SPARSECONV_CLI_COMMANDS_PICTURE_PALETTE_HPP

#include <vector>

#include "commands/picture/canvas.hpp"

namespace SparseConv::cli {

/// Colours from the bottom to the top of a scale, evenly spaced.
using Palette = std::vector<Colour>;

/// From black to white.
extern const Palette grey;

/// Matplotlib's viridis: equal steps look equal, also in print and to the colour-blind.
extern const Palette viridis;

/// The colour of NaN, which is in neither palette.
inline constexpr Colour not_a_number{230, 30, 30};

/// The colour at a place of the scale, 0 at its bottom and 1 at its top.
Colour colour_at(const Palette& palette, double place);

}  // namespace SparseConv::cli

#endif
