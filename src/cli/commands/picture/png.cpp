#include "commands/picture/png.hpp"

#include <png.h>

#include <SparseConv/Error.hpp>
#include <string>

namespace SparseConv::cli {

static_assert(sizeof(Colour) == 3, "libpng takes the pixels as they lie");

std::vector<char> to_png(const Canvas& canvas) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(canvas.width());
  image.height = static_cast<png_uint_32>(canvas.height());
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<char> bytes(size);
  const int done =
      png_image_write_to_memory(&image, bytes.data(), &size, 0, canvas.data(), 0, nullptr);
  const std::string message = image.message;
  png_image_free(&image);
  SPARSECONV_THROW_IF(done == 0, system, "the PNG image cannot be made: " + message);
  bytes.resize(size);
  return bytes;
}

}  // namespace SparseConv::cli
