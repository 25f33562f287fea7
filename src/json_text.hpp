#ifndef SPARSECONV_JSON_TEXT_HPP
#define SPARSECONV_JSON_TEXT_HPP

#include <nlohmann/json.hpp>
#include <string>

namespace SparseConv {

/// A document as text. Names may hold any bytes: what is not UTF-8 becomes the character that
/// stands for it, U+FFFD.
inline std::string json_text(const nlohmann::ordered_json& document) {
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace SparseConv

#endif
