#include "commands/file_kinds.hpp"

#include <SparseConv/Error.hpp>
#include <SparseConv/io/file_format.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace SparseConv::cli {
namespace {

bool is_picture(const std::string& path) { return io::foreign_format(path) == picture_kind.name; }

/// Keeps only the outermost keys of the file, which may be anybody's, and large.
bool is_report(const std::string& path) {
  using Json = nlohmann::json;
  std::ifstream file(path);
  const Json json = Json::parse(
      file, [](int depth, Json::parse_event_t, const Json&) { return depth <= 1; }, false);
  return json.is_object() && json.contains("version") && json.contains("kokkos");
}

}  // namespace

const FileKind picture_kind{"a PNG picture", is_picture};
const FileKind report_kind{"a report of sparseconv", is_report};

void check_kind(const std::string& path, const FileKind& kind) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  SPARSECONV_THROW_IF(!failed && size > 0 && !kind.recognises(path), input,
                      path + ": is not replaced, it holds " + io::describe_file(path) +
                          " and not " + kind.name + ": name another file, or give --overwrite");
}

}  // namespace SparseConv::cli
