#include "process/kokkos_settings.hpp"

#include <CLI/Error.hpp>
#include <Kokkos_Macros.hpp>
#include <algorithm>
#include <iterator>
#include <settings/devices.hpp>
#include <settings/kokkos_environment.hpp>
#include <sstream>
#include <starts_with.hpp>

#include "numbers.hpp"

namespace SparseConv::cli {
namespace {

#ifdef KOKKOS_ENABLE_OPENMP
constexpr bool with_openmp = true;
#else
constexpr bool with_openmp = false;
#endif

std::string trimmed(const std::string& text) {
  const char* const blanks = " \t";
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

/// OpenMP's number of threads: several numbers are for nested levels of parallelism.
bool are_positive(const std::string& text) {
  std::istringstream numbers(text);
  for (std::string number; std::getline(numbers, number, ',');)
    if (!settings::is_positive(trimmed(number))) return false;
  return !text.empty() && text.back() != ',';
}

const std::string prefix = "--kokkos-";

/// Kokkos takes every option that begins with the name of a known option for that option.
void check_option(const settings::Setting& setting, const std::string& argument) {
  const std::string name = prefix + setting.name;
  if (!starts_with(argument, name)) return;
  const std::string rest = argument.substr(name.size());
  const settings::Grammar& grammar = setting.grammar;
  const bool accepted =
      rest.empty() ? grammar.needs_no_value : rest[0] == '=' && grammar.accepts(rest.substr(1));
  if (!accepted)
    throw CLI::ValidationError(
        name, "'" + argument + "' is not " + name + "=VALUE, where VALUE is " + grammar.accepted);
}

/// Calls a check of settings, and turns what it throws into an error of the command line.
template <class Check>
void check_settings(const Check& check) {
  try {
    check();
  } catch (const settings::WrongSetting& wrong) {
    throw CLI::ValidationError(wrong.what());
  }
}

}  // namespace

std::vector<std::string> take_kokkos_arguments(std::vector<std::string>& arguments) {
  const auto first =
      std::stable_partition(arguments.begin(), arguments.end(),
                            [](const auto& argument) { return !starts_with(argument, prefix); });
  std::vector<std::string> taken(std::make_move_iterator(first),
                                 std::make_move_iterator(arguments.end()));
  arguments.erase(first, arguments.end());
  for (const std::string& argument : taken)
    for (const settings::Setting& setting : settings::all()) check_option(setting, argument);
  return taken;
}

void check_environment() {
  check_settings([] {
    settings::check_kokkos_variables();
    if (with_openmp)
      settings::check_variable(
          "OMP_NUM_THREADS",
          {are_positive, "an integer from 1 to 2147483647, nor a list of these"});
  });
}

void check_devices(const std::vector<std::string>& kokkos_arguments) {
  const std::optional<int> id = number_in_settings(kokkos_arguments, "device-id");
  check_settings([id] { settings::check_devices(id, "--kokkos-device-id"); });
}

bool ask_for_help(const std::vector<std::string>& kokkos_arguments) {
  return std::any_of(kokkos_arguments.begin(), kokkos_arguments.end(),
                     [](const std::string& argument) {
                       return argument == "--kokkos-help" || argument == "--kokkos-tools-help";
                     });
}

std::optional<int> number_in_settings(const std::vector<std::string>& kokkos_arguments,
                                      const std::string& name) {
  std::optional<int> found = settings::number_in_environment(name);
  int number = 0;
  const std::string option = prefix + name + "=";
  for (const std::string& argument : kokkos_arguments)
    if (starts_with(argument, option) && parse_number(argument.substr(option.size()), number))
      found = number;
  return found;
}

}  // namespace SparseConv::cli
