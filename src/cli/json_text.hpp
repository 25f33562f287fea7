#ifndef SPARSECONV_CLI_JSON_TEXT_HPP
#define SPARSECONV_CLI_JSON_TEXT_HPP

#include <nlohmann/json.hpp>
#include <string>

namespace SparseConv::cli {

/// A document as text with an end of line. Names may hold any bytes: what is not UTF-8 becomes the
/// character that stands for it, U+FFFD.
inline std::string to_text(const nlohmann::ordered_json& document) {
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace SparseConv::cli

#endif
