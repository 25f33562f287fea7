#ifndef SPARSECONV_CLI_DEVICES_HPP
#define SPARSECONV_CLI_DEVICES_HPP

#include <optional>

namespace SparseConv::cli {

/// Checks that there is a device of the kind for which Kokkos was built, and the device asked for:
/// Kokkos would end the process by a signal. Does nothing if Kokkos was built for no device.
/// \param id number of the device in Kokkos' own settings
/// \throws Error (system) if there is no device
/// \throws CLI::ValidationError if there is no device of that number
void check_devices(std::optional<int> id);

}  // namespace SparseConv::cli

#endif
