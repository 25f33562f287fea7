#ifndef SPARSECONV_IO_HDF5_TAKE_NAME_HPP
#define SPARSECONV_IO_HDF5_TAKE_NAME_HPP

#include <hdf5.h>

#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Called by H5Literate_by_name for every link, and by H5Aiterate2 for every attribute.
/// \param names a vector of texts
template <class Info>
herr_t take_name(hid_t, const char* name, const Info*, void* names) {
  try {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  } catch (...) {
    return -1;
  }
  return 0;
}

}  // namespace SparseConv::io::hdf5

#endif
