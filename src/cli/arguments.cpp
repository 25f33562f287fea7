#include "arguments.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

namespace SparseConv::cli {
namespace {

/// The number that `text` is as a whole; false where it is none or does not fit.
template <class Number>
bool parse_number(const std::string& text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [parsed_to, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && parsed_to == end;
}

bool starts_with(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

void check_kokkos_number(const std::string& argument, const std::string& name, int minimum) {
  if (!starts_with(argument, name)) return;
  int number = 0;
  const bool well_formed = starts_with(argument, name + "=") &&
                           parse_number(argument.substr(name.size() + 1), number) &&
                           number >= minimum;
  if (!well_formed)
    throw CLI::ValidationError(name, "'" + argument + "' is not " + name + "=N with N at least " +
                                         std::to_string(minimum));
}

}  // namespace

std::vector<std::string> take_kokkos_arguments(std::vector<std::string>& arguments) {
  const auto first = std::stable_partition(
      arguments.begin(), arguments.end(),
      [](const std::string& argument) { return !starts_with(argument, "--kokkos-"); });
  std::vector<std::string> taken(std::make_move_iterator(first),
                                 std::make_move_iterator(arguments.end()));
  arguments.erase(first, arguments.end());
  for (const std::string& argument : taken) {
    check_kokkos_number(argument, "--kokkos-num-threads", 1);
    check_kokkos_number(argument, "--kokkos-device-id", 0);
  }
  return taken;
}

std::int64_t integer_from_string(const std::string& text, std::int64_t minimum) {
  std::int64_t number = 0;
  SPARSECONV_THROW_IF(!parse_number(text, number) || number < minimum, input,
                      "'" + text + "' is not an integer of at least " + std::to_string(minimum));
  return number;
}

double number_from_string(const std::string& text) {
  double number = 0;
  SPARSECONV_THROW_IF(!parse_number(text, number) || !std::isfinite(number), input,
                      "'" + text + "' is not a finite number");
  return number;
}

ImageShape shape_from_string(const std::string& text) {
  const std::size_t comma = text.find(',');
  SPARSECONV_THROW_IF(comma == std::string::npos, input,
                      "'" + text + "' is not a shape H,W such as 512,512");
  const ImageShape shape{integer_from_string(text.substr(0, comma), 1),
                         integer_from_string(text.substr(comma + 1), 1)};
  SPARSECONV_THROW_IF(std::max(shape.height, shape.width) > max_extent, input,
                      "'" + text + "': height and width are at most " + std::to_string(max_extent));
  return shape;
}

}  // namespace SparseConv::cli
