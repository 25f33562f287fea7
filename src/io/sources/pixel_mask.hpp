#ifndef SPARSECONV_IO_SOURCES_PIXEL_MASK_HPP
#define SPARSECONV_IO_SOURCES_PIXEL_MASK_HPP

#include <SparseConv/io/ReadOptions.hpp>
#include <io/sources/FoundObject.hpp>
#include <io/sources/ImageSource.hpp>
#include <memory>

/// \file
/// NWB's `pixel_mask` of a PlaneSegmentation: a table with a row for each pixel of each image, and
/// a dataset `pixel_mask_index` with the number of rows up to the end of each image. Here are two
/// images, of two pixels and of one:
///
///     x  y  weight        index
///     4  0   0.5          2
///     5  0   1.0          3
///     2  7   0.3

namespace SparseConv::io {

/// Whether the elements of a dataset have members x, y and weight.
bool is_pixel_mask(hid_t dataset);

/// Opens the images in such a table.
/// \param file that holds the dataset with the numbers of rows
/// \throws Error (input), also if the options do not give the shape of the images
std::unique_ptr<ImageSource> open_pixel_mask(hid_t file, FoundObject table,
                                             const ReadOptions& options);

}  // namespace SparseConv::io

#endif
