#ifndef SPARSECONV_IO_NUMPY_NPY_HEADER_HPP
#define SPARSECONV_IO_NUMPY_NPY_HEADER_HPP

#include <cstdint>
#include <io/files/ByteFile.hpp>
#include <io/hdf5/hdf5.hpp>
#include <string>
#include <vector>

namespace SparseConv::io {

/// What a file in NumPy's format NPY says of its array (versions 1 to 3 of the format).
struct NpyHeader {
  std::string type;  ///< as in `numpy.dtype(type)`: byte order, kind, and bytes of an element
  bool columns_first = false;       ///< whether it is in Fortran's order
  std::vector<std::int64_t> shape;  ///< without elements for a scalar
  std::int64_t length = 1;          ///< number of elements
  std::int64_t start = 0;           ///< position of the first one in the file
};

/// Whether a file is in this format, by its first bytes.
bool is_npy(const std::string& path);

/// \param where the array in messages, as in all functions here
/// \throws Error (input) for a file that is not in the format, or that holds records
NpyHeader read_npy_header(const ByteFile& file, const std::string& where);

/// HDF5's type for the elements of an array, in which truth values are 0 and 1.
/// \throws Error (input) if they are not numbers or truth values
hdf5::Handle npy_type(const NpyHeader& header, const std::string& where);

/// Reads an array of one short text.
/// \throws Error (input) if it holds anything else
std::string read_npy_text(const ByteFile& file, const std::string& where);

}  // namespace SparseConv::io

#endif
