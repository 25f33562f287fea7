#ifndef SPARSECONV_IO_HDF5_FORMAT_HEAP_TEXT_HPP
#define SPARSECONV_IO_HDF5_FORMAT_HEAP_TEXT_HPP

#include <io/hdf5/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Reads an attribute that is a text of variable length from the file's global heap, without HDF5:
/// HDF5 1.10 trusts the sizes in the heap, so that a damaged file makes it crash or hang.
/// \param where the attribute in messages
/// \throws Error (input)
std::string read_heap_text(hid_t attribute, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
