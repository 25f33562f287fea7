#include <SparseConv/Error.hpp>
#include <SparseConv/io/read_filter.hpp>
#include <SparseConv/job/Job.hpp>
#include <map>

namespace SparseConv::job {
namespace {

/// What a text names, without the folders around it.
std::string after_last_slash(const std::string& text) { return text.substr(text.rfind('/') + 1); }

void check_name(const std::string& name, const NamedFilter& filter) {
  SPARSECONV_THROW_IF(
      name.find('\0') != name.npos, input,
      "the name of the result of the filter '" + filter.name + "' has a null character in it");
  SPARSECONV_THROW_IF(
      name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos, input,
      "'" + name + "' cannot be the name of the result of the filter '" + filter.name + "'");
}

}  // namespace

NamedFilter filter_from_text(const std::string& text) {
  if (names_a_filter(text)) return {SparseConv::filter_from_string(text), text, {}};
  NamedFilter filter;
  filter.name = text;
  filter.filter = io::read_filter(text, &filter.files);
  return filter;
}

std::vector<std::string> result_names(const std::vector<NamedFilter>& filters) {
  if (filters.size() == 1 && filters.front().group.empty()) return {};
  std::vector<std::string> names;
  std::map<std::string, std::string> filters_of;  // by name
  for (const NamedFilter& filter : filters) {
    names.push_back(filter.group.empty() ? after_last_slash(filter.name) : filter.group);
    check_name(names.back(), filter);
    const auto [other, is_new] = filters_of.emplace(names.back(), filter.name);
    SPARSECONV_THROW_IF(!is_new, input,
                        "the results of the filters '" + other->second + "' and '" + filter.name +
                            "' would both be named '" + names.back() + "'");
  }
  return names;
}

}  // namespace SparseConv::job
