#include "devices.hpp"

#include <CLI/Error.hpp>
#include <Kokkos_Core.hpp>
#include <SparseConv/Error.hpp>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "numbers.hpp"

namespace SparseConv::cli {

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
    throw CLI::ValidationError(
        what, "'" + text + "' is not a device, there are 0 to " + std::to_string(count - 1));
}

/// \return the number of devices in the variable that restricts Kokkos to some devices
int check_visible_devices(const char* list, int count) {
  std::istringstream numbers(list);
  int visible = 0;
  for (std::string number; std::getline(numbers, number, ','); ++visible)
    check_number("environment variable KOKKOS_VISIBLE_DEVICES", number, count);
  return visible;
}

}  // namespace

void check_devices(std::optional<int> id) {
  int count = count_devices();
  SPARSECONV_THROW_IF(count == 0, system,
                      "there is no GPU here, and this sparseconv was built for one");
  if (const char* const list = std::getenv("KOKKOS_VISIBLE_DEVICES"))
    count = check_visible_devices(list, count);
  if (id) check_number("--kokkos-device-id", std::to_string(*id), count);
}

#else

void check_devices(std::optional<int>) {}

#endif

}  // namespace SparseConv::cli
