#include <cstdlib>
#include <io/hdf5.hpp>
#include <io/printable.hpp>

namespace SparseConv::io::hdf5 {
namespace {

/// Takes the description of the first entry that H5Ewalk2 comes to.
herr_t take_description(unsigned n, const H5E_error2_t* entry, void* description) {
  if (n == 0 && entry->desc != nullptr) *static_cast<std::string*>(description) = entry->desc;
  return 0;
}

/// HDF5 1.10 cannot close a file in which it found damage, and says so when the program ends.
void be_quiet_at_exit() {
  static const int registered = std::atexit([] { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); });
  static_cast<void>(registered);
}

/// What failed and the system's message, out of a description that has it among file names,
/// buffer addresses and offsets.
std::string shortened(const std::string& description) {
  const std::string start = "error message = '";
  const std::size_t found = description.find(start);
  if (found == std::string::npos) return description;
  const std::size_t first = found + start.size();
  return description.substr(0, description.find_first_of(",:")) + ": " +
         description.substr(first, description.find('\'', first) - first);
}

}  // namespace

std::string reason() {
  be_quiet_at_exit();
  std::string description;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_description, &description);
  return description.empty() ? "HDF5 gives no reason" : printable(shortened(description));
}

}  // namespace SparseConv::io::hdf5
