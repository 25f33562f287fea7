#ifndef SPARSECONV_IO_CHUNKS_COMPRESSION_HPP
#define SPARSECONV_IO_CHUNKS_COMPRESSION_HPP

#include <SparseConv/io/Compression.hpp>
#include <io/hdf5/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Checks a compression before a file is made.
/// \throws Error (input) for a level that does not exist, and for what this HDF5 cannot do
void check_compression(const Compression& compression);

/// Has the chunks of a dataset that is to be made compressed.
/// \param properties of the dataset
/// \param message    for the Error (system) if that fails
void add_compression(hid_t properties, const Compression& compression, const std::string& message);

}  // namespace SparseConv::io::hdf5

#endif
