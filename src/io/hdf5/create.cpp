#include <fcntl.h>
#include <unistd.h>

#include <io/files/FileDescriptor.hpp>
#include <io/hdf5/create.hpp>
#include <io/hdf5/open.hpp>

namespace SparseConv::io::hdf5 {

namespace {

/// Access to a file for writing, in a form that HDF5 1.10 reads, whatever version writes.
Handle access_for_writing(const std::string& message) {
  Handle properties = file_access(message);
  SPARSECONV_HDF5(H5Pset_libver_bounds(properties, H5F_LIBVER_V110, H5F_LIBVER_V110), system,
                  message);
  return properties;
}

}  // namespace

Handle create_file(const std::string& name, const std::string& where) {
  const std::string message = where + ": cannot be written";
  return SPARSECONV_HDF5(
      H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access_for_writing(message)), system,
      message);
}

Handle open_for_writing(const std::string& name, const std::string& where) {
  const std::string message = where + ": cannot be added to";
  return SPARSECONV_HDF5(H5Fopen(name.c_str(), H5F_ACC_RDWR, access_for_writing(message)), system,
                         message);
}

Handle create_group(hid_t file, const std::string& name, const std::string& where) {
  const std::string message = where + ": cannot be made";
  const Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_LINK_CREATE), system, message);
  SPARSECONV_HDF5(H5Pset_create_intermediate_group(properties, 1), system, message);
  return SPARSECONV_HDF5(H5Gcreate2(file, name.c_str(), properties, H5P_DEFAULT, H5P_DEFAULT),
                         system, message);
}

void discard_writes(hid_t file) {
  void* descriptor = nullptr;
  if (H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor) < 0) return;
  const FileDescriptor sink("/dev/null", O_RDWR);
  if (sink.is_open()) ::dup2(sink.number(), *static_cast<int*>(descriptor));
}

}  // namespace SparseConv::io::hdf5
