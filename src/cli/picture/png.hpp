#ifndef SPARSECONV_CLI_PICTURE_PNG_HPP
#define SPARSECONV_CLI_PICTURE_PNG_HPP

#include <cstdio>

#include "picture/canvas.hpp"

namespace SparseConv::cli {

/// Writes a canvas as a PNG image. \throws Error (system)
void write_png(const Canvas& canvas, std::FILE* stream);

}  // namespace SparseConv::cli

#endif
