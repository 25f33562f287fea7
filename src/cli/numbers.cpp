#include "numbers.hpp"

#include <SparseConv/Error.hpp>
#include <cctype>
#include <cmath>
#include <regex>

namespace SparseConv::cli {

std::int64_t integer_from_string(const std::string& text, std::int64_t minimum,
                                 std::int64_t maximum) {
  std::int64_t number = 0;
  SPARSECONV_THROW_IF(!parse_number(text, number) || number < minimum || number > maximum, input,
                      "'" + text + "' is not an integer from " + std::to_string(minimum) + " to " +
                          std::to_string(maximum));
  return number;
}

std::int64_t number_of_images_from_string(const std::string& text) {
  return integer_from_string(text, 0, 1000000000000);
}

double number_from_string(const std::string& text) {
  double number = 0;
  SPARSECONV_THROW_IF(!parse_number(text, number) || !std::isfinite(number), input,
                      "'" + text + "' is not a finite number");
  return number;
}

std::int64_t bytes_from_string(const std::string& text) {
  const std::string suffixes = "KMGT";
  static const std::regex form("([0-9]+)([KMGTkmgt]?)(i?[Bb])?");
  std::smatch parts;
  SPARSECONV_THROW_IF(!std::regex_match(text, parts, form), input,
                      "'" + text + "' is not a number of bytes such as 4G or 512M");
  const std::int64_t number = integer_from_string(parts[1], 1);
  const std::size_t suffix =
      parts[2].length() == 0 ? 0
                             : 1 + suffixes.find(static_cast<char>(
                                       std::toupper(static_cast<unsigned char>(*parts[2].first))));
  const std::int64_t unit = std::int64_t{1} << (10 * suffix);
  SPARSECONV_THROW_IF(number > std::numeric_limits<std::int64_t>::max() / unit, input,
                      "'" + text + "' is too large");
  return number * unit;
}

ImageShape shape_from_string(const std::string& text) {
  const std::size_t comma = text.find_first_of(",xX");
  SPARSECONV_THROW_IF(comma == std::string::npos, input,
                      "'" + text + "' is not a shape H,W such as 512,512");
  return {integer_from_string(text.substr(0, comma), 1, max_extent),
          integer_from_string(text.substr(comma + 1), 1, max_extent)};
}

}  // namespace SparseConv::cli
