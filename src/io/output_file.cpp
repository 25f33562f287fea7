#include <fcntl.h>
#include <unistd.h>

#include <io/open.hpp>
#include <io/output_file.hpp>

namespace SparseConv::io::hdf5 {

Handle create_file(const std::string& name, const std::string& where) {
  const std::string message = where + ": cannot be written";
  const Handle properties = file_access(message);
  SPARSECONV_HDF5(H5Pset_libver_bounds(properties, H5F_LIBVER_V110, H5F_LIBVER_V110), system,
                  message);
  return SPARSECONV_HDF5(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, properties), system,
                         message);
}

Handle create_group(hid_t file, const std::string& where, const std::string& name) {
  const std::string message = where + ": cannot be made";
  const Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_LINK_CREATE), system, message);
  SPARSECONV_HDF5(H5Pset_create_intermediate_group(properties, 1), system, message);
  return SPARSECONV_HDF5(H5Gcreate2(file, name.c_str(), properties, H5P_DEFAULT, H5P_DEFAULT),
                         system, message);
}

void discard_writes(hid_t file) {
  void* descriptor = nullptr;
  if (H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor) < 0) return;
  const int sink = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (sink < 0) return;
  ::dup2(sink, *static_cast<int*>(descriptor));
  ::close(sink);
}

}  // namespace SparseConv::io::hdf5
