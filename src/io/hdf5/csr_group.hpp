#ifndef SPARSECONV_IO_HDF5_CSR_GROUP_HPP
#define SPARSECONV_IO_HDF5_CSR_GROUP_HPP

#include <SparseConv/Shape.hpp>
#include <io/hdf5/hdf5.hpp>
#include <map>
#include <optional>
#include <string>

/// \file
/// The group that holds a batch in AnnData's CSR encoding: its name and its attributes.

namespace SparseConv::io::hdf5 {

/// The group of a batch where none is named.
inline constexpr const char* default_group = "images";

/// The version of AnnData's CSR encoding that is read and written.
inline constexpr const char* csr_version = "0.1.0";

/// The attribute with the CRC-32 of a whole array, in files that have no checksums of blocks.
inline constexpr const char* checksum_name = "crc32";

/// Makes a group with the attributes of a batch, the version of this project, and further
/// attributes. The caller adds `shape` when the number of images is known. \throws Error (system)
Handle create_csr_group(hid_t file, const std::string& name, const std::string& where,
                        ImageShape image_shape,
                        const std::map<std::string, std::string>& attributes);

/// Whether this project writes attributes of that name to the group of a batch: for every batch, or
/// as a job or the program tells how it made the batch.
bool is_own_attribute(const std::string& name);

/// The attribute `image-shape` of a group, if there is one.
/// \throws Error (input) if it is not the shape of images of `n_pixels`
std::optional<ImageShape> read_image_shape(hid_t group, const std::string& where,
                                           std::int64_t n_pixels);

}  // namespace SparseConv::io::hdf5

#endif
