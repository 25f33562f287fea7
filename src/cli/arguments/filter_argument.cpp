#include "arguments/filter_argument.hpp"

#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <SparseConv/io/paths.hpp>
#include <filesystem>
#include <regex>
#include <vector>

#include "words.hpp"

namespace SparseConv::cli {
namespace {

/// The filters, and the one that is likely to be meant, with the numbers of `text`.
std::string advice(const std::string& text) {
  const std::vector<std::string> forms = filter_forms();
  const std::string name = text.substr(0, text.find(':'));
  std::vector<std::string> meant;
  for (const std::string& form : forms)
    meant.push_back(form.substr(0, form.find(':')) + text.substr(name.size()));
  return join(forms, ", ") + " or a file" + did_you_mean(text, meant);
}

}  // namespace

std::string filter_argument(const std::string& text) {
  static const std::regex looks_like_a_filter("[A-Za-z_-]*(:[0-9.:]*)?");
  SPARSECONV_THROW_IF(text.empty(), input, "is empty: is a variable empty?");
  if (names_a_filter(text)) {
    static_cast<void>(filter_from_string(text));
  } else if (std::regex_match(text, looks_like_a_filter)) {
    SPARSECONV_THROW_IF(!std::filesystem::exists(io::split_path(text).file), input,
                        "'" + text + "' is neither a filter nor a file: use " + advice(text));
  }
  return text;
}

}  // namespace SparseConv::cli
