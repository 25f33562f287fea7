#include <SparseConv/io/file_format.hpp>
#include <algorithm>
#include <fstream>
#include <starts_with.hpp>
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
    {"PK\x03\x04"sv, "a zip archive, as .npz"},
    {"\x89PNG\r\n\x1a\n"sv, "a PNG picture"},
    {"\xff\xd8\xff"sv, "a JPEG picture"},
    {"II*\0"sv, "a TIFF picture"},
    {"MM\0*"sv, "a TIFF picture"},
    {"%PDF-"sv, "a PDF document"},
    {"\x1f\x8b"sv, "a gzip archive"},
    {"\x80\x02"sv, "a Python pickle"},
    {"\x80\x03"sv, "a Python pickle"},
    {"\x80\x04\x95"sv, "a Python pickle"},
    {"\x80\x05\x95"sv, "a Python pickle"},
    {"\177ELF"sv, "a program"},
    {"MATLAB 5.0"sv, "a MATLAB file older than version 7.3"},
    {"%%MatrixMarket"sv, "a Matrix Market file"},
};

std::string beginning(const std::string& path) {
  char bytes[512];
  std::ifstream file(path, std::ios::binary);
  file.read(bytes, sizeof bytes);
  return {bytes, static_cast<std::size_t>(file.gcount())};
}

std::string foreign_format_of(const std::string& bytes) {
  const auto* const found =
      std::find_if(std::begin(formats), std::end(formats),
                   [&](const Format& format) { return starts_with(bytes, format.start); });
  return found == std::end(formats) ? "" : found->name;
}

/// Also in UTF-16, which only a reader of texts has to refuse.
bool is_text(const std::string& bytes) {
  if (starts_with(bytes, "\xff\xfe"sv) || starts_with(bytes, "\xfe\xff"sv)) return true;
  return std::none_of(bytes.begin(), bytes.end(), [](unsigned char byte) {
    return byte < ' ' && byte != '\n' && byte != '\r' && byte != '\t' && byte != '\f';
  });
}

}  // namespace

std::string foreign_format(const std::string& path) { return foreign_format_of(beginning(path)); }

std::string describe_file(const std::string& path) {
  const std::string bytes = beginning(path);
  const std::string format = foreign_format_of(bytes);
  if (!format.empty()) return format;
  if (bytes.empty()) return "nothing that can be read";
  if (starts_with(bytes, "\x89HDF\r\n\x1a\n"sv)) return "an HDF5 file";
  return is_text(bytes) ? "text" : "binary data";
}

}  // namespace SparseConv::io
