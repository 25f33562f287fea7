#ifndef SPARSECONV_SETTINGS_DEVICES_HPP
#define SPARSECONV_SETTINGS_DEVICES_HPP

#include <optional>
#include <string>

namespace SparseConv::settings {

/// Checks that there is a device of the kind for which Kokkos was built, and the device asked for:
/// Kokkos would end the process by a signal. Does nothing if Kokkos was built for no device.
/// \param id   number of the device in Kokkos' own settings
/// \param name the option or the variable that has this number
/// \throws std::runtime_error if there is no device
/// \throws WrongSetting if there is no device of that number
void check_devices(std::optional<int> id, const std::string& name);

}  // namespace SparseConv::settings

#endif
