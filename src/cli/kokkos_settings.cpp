#include "kokkos_settings.hpp"

#include <CLI/Error.hpp>
#include <Kokkos_Macros.hpp>
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <sstream>

#include "numbers.hpp"
#include "words.hpp"

namespace SparseConv::cli {
namespace {

#ifdef KOKKOS_ENABLE_OPENMP
constexpr bool with_openmp = true;
#else
constexpr bool with_openmp = false;
#endif

bool is_positive(const std::string& text) {
  int number = 0;
  return parse_number(text, number) && number > 0;
}

bool is_not_negative(const std::string& text) {
  int number = 0;
  return parse_number(text, number) && number >= 0;
}

bool is_boolean(const std::string& text) {
  const auto words = {"yes", "true", "1", "no", "false", "0"};
  return std::find(words.begin(), words.end(), lower_case(text)) != words.end();
}

bool is_way_to_map(const std::string& text) { return text == "mpi_rank" || text == "random"; }

bool is_not_empty(const std::string& text) { return !text.empty(); }

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
    if (!is_positive(trimmed(number))) return false;
  return !text.empty() && text.back() != ',';
}

/// The values that an option or a variable may have.
struct Grammar {
  std::function<bool(const std::string& text)> accepts;
  std::string accepted;         ///< in words
  bool needs_no_value = false;  ///< as an option
};

/// A setting of Kokkos is an option, `--kokkos-num-threads`, and may be a variable as well,
/// `KOKKOS_NUM_THREADS`.
struct Setting {
  std::string name;  ///< of the option, without `--kokkos-`
  Grammar grammar;
  bool checked_as_variable = true;  ///< whether Kokkos refuses a wrong value of the variable
};

const std::vector<Setting>& settings() {
  static const Grammar positive{is_positive, "an integer from 1 to 2147483647"};
  static const Grammar not_negative{is_not_negative, "an integer from 0 to 2147483647"};
  static const Grammar boolean{is_boolean, "yes, true, 1, no, false or 0", true};
  static const Grammar way_to_map{is_way_to_map, "mpi_rank or random"};
  static const Grammar text{is_not_empty, "a text that is not empty"};
  static const std::vector<Setting> all{
      {"num-threads", positive},        {"device-id", not_negative},
      {"map-device-id-by", way_to_map}, {"disable-warnings", boolean},
      {"print-configuration", boolean}, {"tune-internals", boolean},
      {"tools-libs", text, false},      {"tools-library", text, false},
      {"tools-args", text, false}};
  return all;
}

const std::string prefix = "--kokkos-";

bool starts_with(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

std::string name_of_variable(const std::string& setting) {
  std::string name = upper_case("kokkos_" + setting);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// Kokkos takes every option that begins with the name of a known option for that option.
void check_option(const Setting& setting, const std::string& argument) {
  const std::string name = prefix + setting.name;
  if (!starts_with(argument, name)) return;
  const std::string rest = argument.substr(name.size());
  const Grammar& grammar = setting.grammar;
  const bool accepted =
      rest.empty() ? grammar.needs_no_value : rest[0] == '=' && grammar.accepts(rest.substr(1));
  if (!accepted)
    throw CLI::ValidationError(
        name, "'" + argument + "' is not " + name + "=VALUE, where VALUE is " + grammar.accepted);
}

void check_variable(const std::string& name, const Grammar& grammar) {
  const char* const value = std::getenv(name.c_str());
  if (value != nullptr && !grammar.accepts(value))
    throw CLI::ValidationError("environment variable " + name,
                               "'" + std::string(value) + "' is not " + grammar.accepted);
}

/// The option for tools has an older name, which Kokkos accepts if both say the same.
void check_tools() {
  const char* const older = std::getenv("KOKKOS_PROFILE_LIBRARY");
  const char* const newer = std::getenv("KOKKOS_TOOLS_LIBS");
  if (older != nullptr && newer != nullptr && older != std::string(newer))
    throw CLI::ValidationError(
        "environment variable KOKKOS_PROFILE_LIBRARY",
        "'" + std::string(older) + "' is not what KOKKOS_TOOLS_LIBS says, unset one of them");
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
    for (const Setting& setting : settings()) check_option(setting, argument);
  return taken;
}

void check_environment() {
  for (const Setting& setting : settings())
    if (setting.checked_as_variable)
      check_variable(name_of_variable(setting.name), setting.grammar);
  if (with_openmp)
    check_variable("OMP_NUM_THREADS",
                   {are_positive, "an integer from 1 to 2147483647, nor a list of these"});
  check_tools();
}

bool ask_for_help(const std::vector<std::string>& kokkos_arguments) {
  return std::any_of(kokkos_arguments.begin(), kokkos_arguments.end(),
                     [](const std::string& argument) {
                       return argument == "--kokkos-help" || argument == "--kokkos-tools-help";
                     });
}

std::optional<int> number_in_settings(const std::vector<std::string>& kokkos_arguments,
                                      const std::string& name) {
  std::optional<int> found;
  int number = 0;
  const char* const value = std::getenv(name_of_variable(name).c_str());
  if (value != nullptr && parse_number(value, number)) found = number;
  const std::string option = prefix + name + "=";
  for (const std::string& argument : kokkos_arguments)
    if (starts_with(argument, option) && parse_number(argument.substr(option.size()), number))
      found = number;
  return found;
}

}  // namespace SparseConv::cli
