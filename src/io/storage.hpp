#ifndef SPARSECONV_IO_STORAGE_HPP
#define SPARSECONV_IO_STORAGE_HPP

#include <cstdint>
#include <io/hdf5.hpp>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Checks that a dataset is stored in its own file, that the file can hold as much as its extent
/// claims, and that all of it was written: HDF5 itself gives zeros for elements that are missing.
/// \param where the dataset in messages
/// \throws Error (input)
void check_storage(hid_t dataset, const std::string& where);

/// The extents of a chunk of a dataset; none if it is stored without chunks.
std::vector<std::int64_t> chunk_extents(hid_t dataset, const std::string& where);

/// Whether a dataset is stored in chunks, of which all that HDF5 does is to keep their checksums
/// (fletcher32).
bool has_only_checksums(hid_t dataset, const std::string& where);

/// The bytes of a chunk that HDF5 expands as a whole; 0 if nothing is compressed.
std::int64_t compressed_chunk_bytes(hid_t dataset, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
