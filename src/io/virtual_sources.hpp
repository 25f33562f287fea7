#ifndef SPARSECONV_IO_VIRTUAL_SOURCES_HPP
#define SPARSECONV_IO_VIRTUAL_SOURCES_HPP

#include <io/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Checks that the sources of a virtual dataset cover it, are there and are as large as they were:
/// HDF5 itself gives zeros for what is missing.
/// \param properties its creation properties
/// \throws Error (input)
void check_virtual_sources(hid_t dataset, hid_t properties, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
