#include "picture/png.hpp"

#include <png.h>

#include <SparseConv/Error.hpp>
#include <string>

namespace SparseConv::cli {

static_assert(sizeof(Colour) == 3, "libpng takes the pixels as they lie");

void write_png(const Canvas& canvas, std::FILE* stream) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(canvas.width());
  image.height = static_cast<png_uint_32>(canvas.height());
  image.format = PNG_FORMAT_RGB;
  const int written = png_image_write_to_stdio(&image, stream, 0, canvas.data(), 0, nullptr);
  const std::string message = image.message;
  png_image_free(&image);
  SPARSECONV_THROW_IF(written == 0, system, "the PNG image cannot be written: " + message);
}

}  // namespace SparseConv::cli
