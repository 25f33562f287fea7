#ifndef SPARSECONV_IO_SOURCES_PLANE_SEGMENTATION_HPP
#define SPARSECONV_IO_SOURCES_PLANE_SEGMENTATION_HPP

#include <io/hdf5/hdf5.hpp>

/// \file
/// NWB's PlaneSegmentation: a group with the cells of a plane as dense images, `image_mask`, or as
/// a table of pixels, `pixel_mask`.

namespace SparseConv::io {

/// The name of the dataset with the images in such a group, or null. Of both it is `image_mask`,
/// which has the shape of the images.
const char* mask_of(hid_t group);

}  // namespace SparseConv::io

#endif
