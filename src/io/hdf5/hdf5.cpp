#include <cerrno>
#include <cstdlib>
#include <io/files/printable.hpp>
#include <io/hdf5/hdf5.hpp>

namespace SparseConv::io::hdf5 {
namespace {

/// The parts of an error stack that are of use.
struct Stack {
  hid_t major = H5I_INVALID_HID;  ///< the part of HDF5 with the innermost function
  hid_t minor = H5I_INVALID_HID;  ///< the fault, by that function
  std::string description;        ///< its words
  bool locked = false;            ///< whether any of the functions was to lock a file
};

bool is_about_a_lock(const H5E_error2_t& entry) {
#ifdef H5E_CANTLOCKFILE  // since HDF5 1.10.7
  if (entry.min_num == H5E_CANTLOCKFILE) return true;
#endif
  return entry.min_num == H5E_CANTLOCK && (entry.maj_num == H5E_VFL || entry.maj_num == H5E_FILE);
}

/// Called by H5Ewalk2 for every function that failed, the innermost first.
herr_t take_entry(unsigned n, const H5E_error2_t* entry, void* data) {
  Stack& stack = *static_cast<Stack*>(data);
  if (n == 0) {
    stack.major = entry->maj_num;
    stack.minor = entry->min_num;
    if (entry->desc != nullptr) stack.description = entry->desc;
  }
  stack.locked = stack.locked || is_about_a_lock(*entry);
  return 0;
}

/// A description without addresses in memory. Where it repeats the system's message, what failed
/// and that message, without file names and offsets.
std::string shortened(const std::string& description) {
  const std::string start = "error message = '";
  const std::size_t found = description.find(start);
  if (found == std::string::npos) return description.substr(0, description.find(": current p"));
  const std::size_t first = found + start.size();
  return description.substr(0, description.find_first_of(",:")) + ": " +
         description.substr(first, description.find('\'', first) - first);
}

/// Whether a description has the number of an error that is not the fault of a file.
bool is_refused_by_system(const std::string& description) {
  const std::string start = "errno = ";
  const std::size_t found = description.find(start);
  if (found == std::string::npos) return false;
  const int number = std::atoi(description.c_str() + found + start.size());
  for (const int refused : {EACCES, EPERM, EIO, ENOMEM, EMFILE, ENFILE, ESTALE, EAGAIN, ENOLCK})
    if (number == refused) return true;
  return false;
}

/// Whether HDF5 got no memory. Lack of room within a damaged file has the same minor number.
bool is_out_of_memory(const Stack& stack) {
  if (stack.description.find("ran off the end") == 0) return false;  // of what is in the file
  return (stack.major == H5E_RESOURCE && stack.minor == H5E_NOSPACE) ||
         stack.minor == H5E_CANTALLOC ||
         stack.description.find("memory allocation failed") != std::string::npos;
}

/// Whether decompression or a checksum failed. From 1.14 on, HDF5 keeps what the filter said of it.
bool is_of_a_filter(const Stack& stack) {
  return stack.major == H5E_PLINE && stack.minor == H5E_READERROR;
}

/// Whether HDF5 does not know the version of some part of a file. Most of its functions say so in
/// words only.
bool is_unknown_version(const Stack& stack) {
  return stack.minor == H5E_VERSION ||
         stack.description.find("version number") != std::string::npos;
}

std::string version_of_hdf5() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

}  // namespace

void be_quiet_at_exit() {
  static const int registered = std::atexit([] { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); });
  static_cast<void>(registered);
}

Failure last_failure(Error::Cause otherwise) {
  Stack stack;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_entry, &stack);
  if (stack.description.empty()) return {otherwise, "HDF5 gives no reason"};
  const std::string reason = printable(shortened(stack.description));
  if (stack.locked)
    return {Error::Cause::system,
            reason +
                ": another program may have it open for writing; if not, and the file system has "
                "no locks, set HDF5_USE_FILE_LOCKING=FALSE"};
  if (is_out_of_memory(stack) || is_refused_by_system(stack.description))
    return {Error::Cause::system, reason};
  if (is_of_a_filter(stack))
    return {otherwise, reason + ": what is compressed, or its checksum, is damaged"};
  if (is_unknown_version(stack))
    return {otherwise, "written by a newer HDF5 than this program's " + version_of_hdf5() +
                           ", or damaged (" + reason +
                           "): rewrite it with h5repack, or write it with libver='v110'"};
  return {otherwise, reason};
}

}  // namespace SparseConv::io::hdf5
