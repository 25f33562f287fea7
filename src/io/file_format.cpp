#include <algorithm>
#include <fstream>
#include <io/file_format.hpp>
#include <string_view>

namespace SparseConv::io {
namespace {

using namespace std::string_view_literals;

struct Format {
  std::string_view start;  ///< the first bytes of every such file
  const char* name;
};

constexpr Format formats[] = {
    {"\x93NUMPY"sv, "a NumPy array (.npy)"},
    {"PK\x03\x04"sv, "a zip archive, of NumPy arrays (.npz) perhaps"},
    {"\x89PNG"sv, "a PNG picture"},
    {"\xff\xd8\xff"sv, "a JPEG picture"},
    {"II*\0"sv, "a TIFF picture"},
    {"MM\0*"sv, "a TIFF picture"},
    {"\x1f\x8b"sv, "compressed by gzip"},
    {"MATLAB 5.0"sv, "a MATLAB file older than version 7.3"},
    {"%%MatrixMarket"sv, "a Matrix Market file"},
};

}  // namespace

std::string foreign_format(const std::string& path) {
  std::string start(16, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  const auto* const found =
      std::find_if(std::begin(formats), std::end(formats), [&start](const Format& format) {
        return start.compare(0, format.start.size(), format.start) == 0;
      });
  return found == std::end(formats) ? "" : found->name;
}

}  // namespace SparseConv::io
