#include <SparseConv/Error.hpp>
#include <filesystem>
#include <io/files/find_file.hpp>

namespace SparseConv::io {

namespace fs = std::filesystem;

std::optional<SourceFile> find_file(const std::string& path) {
  try {
    return source_file(path);
  } catch (const Error& error) {
    if (error.cause() == Error::Cause::system) throw;
    return std::nullopt;
  }
}

bool is_unchanged(const std::optional<SourceFile>& then, const std::optional<SourceFile>& now) {
  if (!then || !now) return then.has_value() == now.has_value();
  return same_file(*then, *now) && then->bytes == now->bytes && then->modified == now->modified;
}

std::string follow_links(const std::string& path) {
  constexpr int most_links = 40;  // as the kernel has it
  fs::path target = path;
  std::error_code error;
  for (int i = 0; fs::is_symlink(target, error); ++i) {
    SPARSECONV_THROW_IF(i == most_links, system, path + ": leads through too many links");
    const fs::path next = fs::read_symlink(target, error);
    SPARSECONV_THROW_IF(error, system, path + ": cannot be followed: " + error.message());
    target = target.parent_path() / next;
  }
  return target.string();
}

}  // namespace SparseConv::io
