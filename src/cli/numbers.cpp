#include "numbers.hpp"

#include <SparseConv/Error.hpp>
#include <cmath>

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

ImageShape shape_from_string(const std::string& text) {
  const std::size_t comma = text.find_first_of(",xX");
  SPARSECONV_THROW_IF(comma == std::string::npos, input,
                      "'" + text + "' is not a shape H,W such as 512,512");
  return {integer_from_string(text.substr(0, comma), 1, max_extent),
          integer_from_string(text.substr(comma + 1), 1, max_extent)};
}

}  // namespace SparseConv::cli
