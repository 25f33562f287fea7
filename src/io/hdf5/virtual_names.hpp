#ifndef SPARSECONV_IO_HDF5_VIRTUAL_NAMES_HPP
#define SPARSECONV_IO_HDF5_VIRTUAL_NAMES_HPP

#include <io/hdf5/hdf5.hpp>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

// A virtual dataset names its sources by patterns, in which `%b` stands for the number of a block
// and `%%` for `%`.

/// The pattern that means this name alone.
std::string to_pattern(const std::string& name);

/// The name that such a pattern means.
std::string from_pattern(std::string pattern);

/// The names of the files that are sources of a virtual dataset, as they are spelt there; none for
/// any other object.
/// \throws Error (input)
std::vector<std::string> virtual_sources(hid_t file, const char* object);

}  // namespace SparseConv::io::hdf5

#endif
