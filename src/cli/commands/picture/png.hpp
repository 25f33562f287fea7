#ifndef SPARSECONV_CLI_COMMANDS_PICTURE_PNG_HPP
#define SPARSECONV_CLI_COMMANDS_PICTURE_PNG_HPP

#include <vector>

#include "commands/picture/canvas.hpp"

namespace SparseConv::cli {

/// A canvas as a PNG image. \throws Error (system)
std::vector<char> to_png(const Canvas& canvas);

}  // namespace SparseConv::cli

#endif
