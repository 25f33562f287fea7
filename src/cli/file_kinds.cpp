#include "file_kinds.hpp"

#include <SparseConv/Error.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace SparseConv::cli {
namespace {

const std::string png_signature = "\x89PNG\r\n\x1a\n";

std::string beginning(const std::string& path) {
  char bytes[512];
  std::ifstream file(path, std::ios::binary);
  file.read(bytes, sizeof bytes);
  return {bytes, static_cast<std::size_t>(file.gcount())};
}

bool starts_with(const std::string& text, const std::string& signature) {
  return text.compare(0, signature.size(), signature) == 0;
}

bool is_picture(const std::string& path) { return starts_with(beginning(path), png_signature); }

/// Keeps of the file no more than its outermost keys: it may be anybody's, and large.
bool is_report(const std::string& path) {
  using Json = nlohmann::json;
  std::ifstream file(path);
  const Json json = Json::parse(
      file, [](int depth, Json::parse_event_t, const Json&) { return depth <= 1; }, false);
  return json.is_object() && json.contains("version") && json.contains("kokkos");
}

bool is_text(const std::string& bytes) {
  return std::none_of(bytes.begin(), bytes.end(), [](unsigned char byte) {
    return byte < ' ' && byte != '\n' && byte != '\r' && byte != '\t' && byte != '\f';
  });
}

}  // namespace

const FileKind picture_kind{"a PNG picture", is_picture};
const FileKind report_kind{"a report of sparseconv", is_report};

std::string describe_content(const std::string& path) {
  const std::pair<std::string, const char*> signatures[] = {
      {"\x89HDF\r\n\x1a\n", "an HDF5 file"},
      {png_signature, "a PNG picture"},
      {"\xff\xd8\xff", "a JPEG picture"},
      {"%PDF-", "a PDF document"},
      {"PK\x03\x04", "a zip archive (.npz, .docx and others are such)"},
      {"\x93NUMPY", "a NumPy array"},
      {"\x1f\x8b", "a gzip archive"},
      {"\177ELF", "a program"}};
  const std::string bytes = beginning(path);
  for (const auto& [signature, name] : signatures)
    if (starts_with(bytes, signature)) return name;
  if (bytes.empty()) return "nothing that can be read";
  return is_text(bytes) ? "text" : "binary data";
}

void check_kind(const std::string& path, const FileKind& kind) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  SPARSECONV_THROW_IF(!failed && size > 0 && !kind.recognises(path), input,
                      path + ": is not replaced, it holds " + describe_content(path) + " and not " +
                          kind.name + ": name another file, or give --overwrite");
}

}  // namespace SparseConv::cli
