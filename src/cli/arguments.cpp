#include "arguments.hpp"

#include <algorithm>
#include <iterator>

namespace SparseConv::cli {
namespace {

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

}  // namespace SparseConv::cli
