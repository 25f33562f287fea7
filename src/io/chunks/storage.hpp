#ifndef SPARSECONV_IO_CHUNKS_STORAGE_HPP
#define SPARSECONV_IO_CHUNKS_STORAGE_HPP

#include <cstdint>
#include <io/hdf5/hdf5.hpp>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Checks that a dataset is stored in its own file, that the file can hold as much as its extent
/// claims, and that all of it was written: HDF5 itself gives zeros for elements that are missing.
/// \param where the dataset in messages
/// \throws Error (input)
void check_storage(hid_t dataset, const std::string& where);

/// Bytes of the file that holds a dataset.
hsize_t size_of_file(hid_t dataset, const std::string& where);

/// The extents of a chunk of a dataset; none if it is stored without chunks.
std::vector<std::int64_t> chunk_extents(hid_t dataset, const std::string& where);

/// Bytes of the elements of a chunk of these extents; 0 without chunks.
/// \param type of the elements, as they are stored
std::int64_t bytes_of_chunk(const std::vector<std::int64_t>& extents, hid_t type);

/// A filter through which the chunks of a dataset pass.
struct StoredFilter {
  H5Z_filter_t id = 0;
  char name[64] = "";
  std::size_t n_values = 3;
  unsigned values[3] = {};  ///< the first of its parameters
};

/// The filters of a dataset, in the order in which they are used to write.
std::vector<StoredFilter> filters_of(hid_t dataset, const std::string& where);

/// Whether no filter compresses: a stored chunk has the bytes of its elements, and maybe a
/// checksum.
bool keep_size(const std::vector<StoredFilter>& filters);

/// Bytes of a chunk that takes so little memory that nobody counts it, unless it is expanded.
inline constexpr std::int64_t small_chunk = std::int64_t(1) << 20;

/// The bytes of a chunk that is expanded as a whole, or is not small; 0 for other datasets.
std::int64_t compressed_chunk_bytes(hid_t dataset, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
