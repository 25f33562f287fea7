#ifndef SPARSECONV_SETTINGS_KOKKOS_ENVIRONMENT_HPP
#define SPARSECONV_SETTINGS_KOKKOS_ENVIRONMENT_HPP

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/// \file
/// Kokkos' settings as environment variables. Kokkos ends the process by a signal where a value is
/// wrong, so they are checked before it starts, by the program and by the Python module.

namespace SparseConv::settings {

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

/// Threads that Kokkos' OpenMP has room for, up to Kokkos 5 at least: more end the process.
inline constexpr int most_threads = 512;

/// All settings.
const std::vector<Setting>& all();

/// A value of a setting that is not accepted. The message names the option or the variable.
class WrongSetting : public std::runtime_error {
 public:
  WrongSetting(const std::string& name, const std::string& reason)
      : std::runtime_error(name + ": " + reason) {}
};

/// An environment variable, as messages name it.
inline std::string variable(const std::string& name) { return "environment variable " + name; }

/// \throws WrongSetting
void check_variable(const std::string& name, const Grammar& grammar);

/// Checks all variables of Kokkos. \throws WrongSetting
void check_kokkos_variables();

/// Whether a text is a number above 0 that Kokkos and OpenMP can read.
bool is_positive(const std::string& text);

/// The number that the environment variable of a setting has, such as `num-threads`.
std::optional<int> number_in_environment(const std::string& setting);

}  // namespace SparseConv::settings

#endif
