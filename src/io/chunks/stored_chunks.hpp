#ifndef SPARSECONV_IO_CHUNKS_STORED_CHUNKS_HPP
#define SPARSECONV_IO_CHUNKS_STORED_CHUNKS_HPP

#include <cstdint>
#include <io/chunks/box.hpp>
#include <string>

/// \file
/// The chunks of datasets as they are stored: HDF5 trusts what a file says of their sizes.

namespace SparseConv::io::hdf5 {

/// Reads the chunk that begins with an element, as it is stored.
/// \param size    its bytes, by H5Dget_chunk_storage_size()
/// \param skipped becomes the filters through which it did not pass, a bit for each
/// \return negative if that fails
herr_t read_stored_chunk(hid_t dataset, const hsize_t* first, std::size_t size, void* bytes,
                         std::uint32_t& skipped);

/// How a dataset is stored. \param where the dataset in messages. \throws Error (input)
ChunkLimits chunk_limits(hid_t dataset, const std::string& where);

/// Checks that the file has all chunks of a box, and that they can have the sizes that it says:
/// HDF5 gives zeros for a chunk that it does not find, and crashes on one that is shorter than its
/// checksum.
/// \param where the dataset in messages
/// \throws Error (input)
void check_chunks(hid_t dataset, const Box& box, const std::string& where,
                  const ChunkLimits& chunks);

/// Checks that the first chunk expands to the bytes of its elements, if the dataset has more than
/// one dimension and is compressed by gzip. HDF5 1.10 does not, and where a file says that its
/// chunks are larger than they are reads what is behind them in memory.
/// \param where the dataset in messages
/// \throws Error (input)
void check_expansion(hid_t dataset, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
