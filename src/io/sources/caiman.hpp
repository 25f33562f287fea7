#ifndef SPARSECONV_IO_SOURCES_CAIMAN_HPP
#define SPARSECONV_IO_SOURCES_CAIMAN_HPP

#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <io/sources/FoundObject.hpp>
#include <optional>

/// \file
/// The file that CaImAn's `save()` writes: `estimates/A` is a matrix of pixels x neurons in CSC,
/// its pixels run down the columns of the images, and the extents of an image are in a dataset
/// `dims`.

namespace SparseConv::io {

/// The group of the footprints.
inline constexpr const char* caiman_group = "estimates/A";

/// Whether a group is the group of the footprints, under whatever name it was opened. A group of
/// this name with the attributes of AnnData, as this project writes it, is none.
bool is_caiman(const FoundObject& group);

/// The shape of the images, if the file has one with that number of pixels: CaImAn also stores
/// volumes, and a text where it knows no extents.
std::optional<ImageShape> caiman_shape(const FoundObject& group, std::int64_t n_pixels);

}  // namespace SparseConv::io

#endif
