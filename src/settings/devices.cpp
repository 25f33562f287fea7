#include <Kokkos_Macros.hpp>
#include <settings/devices.hpp>
#if defined(KOKKOS_ENABLE_CUDA) || defined(KOKKOS_ENABLE_HIP)
#include <Kokkos_Core.hpp>
#include <cstdlib>
#include <parse_number.hpp>
#include <settings/kokkos_environment.hpp>
#include <sstream>
#include <stdexcept>
#endif

namespace SparseConv::settings {

#if defined(KOKKOS_ENABLE_CUDA) || defined(KOKKOS_ENABLE_HIP)

namespace {

int count_devices() {
  int count = 0;
#ifdef KOKKOS_ENABLE_CUDA
  const bool known = cudaGetDeviceCount(&count) == cudaSuccess;
#else
  const bool known = hipGetDeviceCount(&count) == hipSuccess;
#endif
  return known ? count : 0;
}

void check_number(const std::string& what, const std::string& text, int count) {
  int number = 0;
  if (!parse_number(text, number) || number < 0 || number >= count)
    throw WrongSetting(
        what, "'" + text + "' is not a device, there are 0 to " + std::to_string(count - 1));
}

/// \return the number of devices in the variable that restricts Kokkos to some devices
int check_visible_devices(const char* list, int count) {
  std::istringstream numbers(list);
  int visible = 0;
  for (std::string number; std::getline(numbers, number, ','); ++visible)
    check_number(variable("KOKKOS_VISIBLE_DEVICES"), number, count);
  return visible;
}

}  // namespace

void check_devices(std::optional<int> id, const std::string& name) {
  int count = count_devices();
  if (count == 0)
    throw std::runtime_error("there is no GPU here, and this sparseconv was built for one");
  if (const char* const list = std::getenv("KOKKOS_VISIBLE_DEVICES"))
    count = check_visible_devices(list, count);
  if (id) check_number(name, std::to_string(*id), count);
}

#else

void check_devices(std::optional<int>, const std::string&) {}

#endif

}  // namespace SparseConv::settings
