#ifndef SPARSECONV_CLI_PROCESS_KOKKOS_SETTINGS_HPP
#define SPARSECONV_CLI_PROCESS_KOKKOS_SETTINGS_HPP

#include <optional>
#include <string>
#include <vector>

/// \file
/// Kokkos' own settings, from the command line and from the environment. Kokkos ends the process by
/// a signal where a value is wrong, so they are checked before it starts.

namespace SparseConv::cli {

/// Takes Kokkos' own options, `--kokkos-...`, out of the command line. Options that Kokkos does not
/// know pass: Kokkos warns of them.
/// \return the options that were taken out
/// \throws CLI::ValidationError for a value that Kokkos does not accept
std::vector<std::string> take_kokkos_arguments(std::vector<std::string>& arguments);

/// Checks the environment variables that Kokkos and OpenMP read.
/// \throws CLI::ValidationError for a value that they do not accept
void check_environment();

/// Checks that there is a device if Kokkos was built for one, and the one that the settings name.
/// \throws CLI::ValidationError if there is no device of that number; std::runtime_error if there
///         is none at all
void check_devices(const std::vector<std::string>& kokkos_arguments);

/// Whether some of Kokkos' options ask for its help, or for the help of a tool.
bool ask_for_help(const std::vector<std::string>& kokkos_arguments);

/// The number of a setting: of the last option or, without an option, of the environment variable.
/// The settings are checked before.
/// \param name such as `num-threads`
std::optional<int> number_in_settings(const std::vector<std::string>& kokkos_arguments,
                                      const std::string& name);

}  // namespace SparseConv::cli

#endif
