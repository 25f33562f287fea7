#ifndef SPARSECONV_IO_SLAB_HPP
#define SPARSECONV_IO_SLAB_HPP

#include <io/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Some neighbouring elements of a dataset of one dimension, and memory for as many: what H5Dread()
/// and H5Dwrite() take.
struct Slab {
  Handle memory, stored;
};

/// \param message for the Error (system) if there is no memory
inline Slab slab_of(hid_t dataset, hsize_t first, hsize_t n, const std::string& message) {
  Slab slab{SPARSECONV_HDF5(H5Screate_simple(1, &n, nullptr), system, message),
            SPARSECONV_HDF5(H5Dget_space(dataset), system, message)};
  SPARSECONV_HDF5(H5Sselect_hyperslab(slab.stored, H5S_SELECT_SET, &first, nullptr, &n, nullptr),
                  system, message);
  return slab;
}

}  // namespace SparseConv::io::hdf5

#endif
