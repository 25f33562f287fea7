#include <algorithm>
#include <cstdlib>
#include <letter_case.hpp>
#include <parse_number.hpp>
#include <settings/kokkos_environment.hpp>

namespace SparseConv::settings {
namespace {

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

std::string name_of_variable(const std::string& setting) {
  std::string name = upper_case("kokkos_" + setting);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// The option for tools has an older name, which Kokkos accepts if both say the same.
void check_tools() {
  const char* const older = std::getenv("KOKKOS_PROFILE_LIBRARY");
  const char* const newer = std::getenv("KOKKOS_TOOLS_LIBS");
  if (older != nullptr && newer != nullptr && older != std::string(newer))
    throw WrongSetting(
        variable("KOKKOS_PROFILE_LIBRARY"),
        "'" + std::string(older) + "' is not what KOKKOS_TOOLS_LIBS says, unset one of them");
}

}  // namespace

bool is_positive(const std::string& text) {
  int number = 0;
  return parse_number(text, number) && number > 0;
}

const std::vector<Setting>& all() {
  static const Grammar positive{is_positive, "an integer from 1 to 2147483647"};
  static const Grammar not_negative{is_not_negative, "an integer from 0 to 2147483647"};
  static const Grammar boolean{is_boolean, "yes, true, 1, no, false or 0", true};
  static const Grammar way_to_map{is_way_to_map, "mpi_rank or random"};
  static const Grammar text{is_not_empty, "a text that is not empty"};
  static const std::vector<Setting> settings{
      {"num-threads", positive},        {"device-id", not_negative},
      {"map-device-id-by", way_to_map}, {"disable-warnings", boolean},
      {"print-configuration", boolean}, {"tune-internals", boolean},
      {"tools-libs", text, false},      {"tools-library", text, false},
      {"tools-args", text, false}};
  return settings;
}

void check_variable(const std::string& name, const Grammar& grammar) {
  const char* const value = std::getenv(name.c_str());
  if (value != nullptr && !grammar.accepts(value))
    throw WrongSetting(variable(name), "'" + std::string(value) + "' is not " + grammar.accepted);
}

void check_kokkos_variables() {
  for (const Setting& setting : all())
    if (setting.checked_as_variable)
      check_variable(name_of_variable(setting.name), setting.grammar);
  check_tools();
}

std::optional<int> number_in_environment(const std::string& setting) {
  int number = 0;
  const char* const value = std::getenv(name_of_variable(setting).c_str());
  return value != nullptr && parse_number(value, number) ? std::optional<int>(number)
                                                         : std::nullopt;
}

}  // namespace SparseConv::settings
