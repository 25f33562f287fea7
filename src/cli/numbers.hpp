#ifndef SPARSECONV_CLI_NUMBERS_HPP
#define SPARSECONV_CLI_NUMBERS_HPP

#include <SparseConv/Shape.hpp>
#include <charconv>
#include <cstdint>
#include <string>

/// \file
/// Numbers from the texts that the command line has for them.

namespace SparseConv::cli {

/// The number that `text` is as a whole; false where it is none or does not fit.
template <class Number>
bool parse_number(const std::string& text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [parsed_to, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && parsed_to == end;
}

/// The integer that a text is. \throws Error (input) unless it is one of at least `minimum`
std::int64_t integer_from_string(const std::string& text, std::int64_t minimum);

/// The number that a text is. \throws Error (input) unless it is finite
double number_from_string(const std::string& text);

/// A shape from `H,W`. \throws Error (input) unless both are in 1 .. max_extent
ImageShape shape_from_string(const std::string& text);

}  // namespace SparseConv::cli

#endif
