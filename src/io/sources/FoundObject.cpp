#include <io/sources/FoundObject.hpp>
#include <set>
#include <utility>

namespace SparseConv::io {

std::vector<SourceFile> FoundObject::sources(const std::vector<std::string>& others) const {
  std::set<std::string> names(links.begin(), links.end()), paths{state.path};
  names.insert(others.begin(), others.end());
  std::vector<SourceFile> sources{state};
  for (const std::string& linked : names) {
    SourceFile source = source_file(linked);
    if (paths.insert(source.path).second) sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace SparseConv::io
