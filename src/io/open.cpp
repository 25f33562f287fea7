#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <io/open.hpp>

namespace SparseConv::io::hdf5 {
namespace {

namespace fs = std::filesystem;

Handle open_object(hid_t location, const std::string& where, const std::string& name,
                   H5I_type_t expected, const char* what) {
  const htri_t exists = H5Lexists(location, name.c_str(), H5P_DEFAULT);
  SPARSECONV_THROW_IF(exists == 0, input, where + ": there is no such " + what);
  Handle object = SPARSECONV_HDF5(H5Oopen(location, name.c_str(), H5P_DEFAULT), input,
                                  where + ": cannot be opened");
  SPARSECONV_THROW_IF(H5Iget_type(object) != expected, input, where + ": is not a " + what);
  return object;
}

}  // namespace

void check_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  SPARSECONV_THROW_IF(status.type() == fs::file_type::not_found, input,
                      path + ": there is no such file");
  SPARSECONV_THROW_IF(status.type() == fs::file_type::none, system,
                      path + ": cannot be looked up: " + error.message());
  SPARSECONV_THROW_IF(fs::is_directory(status), input, path + ": is a folder, not a file");
  SPARSECONV_THROW_IF(!fs::is_regular_file(status), input, path + ": is not an ordinary file");
  SPARSECONV_THROW_IF(::access(path.c_str(), R_OK) != 0, system,
                      path + ": cannot be read: " + std::strerror(errno));
  SPARSECONV_THROW_IF(fs::is_empty(path, error), input, path + ": is empty");
}

Handle open_file(const std::string& path) {
  check_file(path);
  const htri_t is_hdf5 =
      SPARSECONV_HDF5(H5Fis_hdf5(path.c_str()), input, path + ": cannot be opened");
  SPARSECONV_THROW_IF(is_hdf5 == 0, input, path + ": is not an HDF5 file");
  return SPARSECONV_HDF5(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), input,
                         path + ": cannot be opened");
}

Handle open_group(hid_t file, const std::string& where, const std::string& name) {
  return open_object(file, where, name, H5I_GROUP, "group");
}

Handle open_dataset(hid_t location, const std::string& where, const std::string& name) {
  return open_object(location, where, name, H5I_DATASET, "dataset");
}

}  // namespace SparseConv::io::hdf5
