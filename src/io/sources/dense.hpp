#ifndef SPARSECONV_IO_SOURCES_DENSE_HPP
#define SPARSECONV_IO_SOURCES_DENSE_HPP

#include <SparseConv/io/ReadOptions.hpp>
#include <io/sources/FoundObject.hpp>
#include <io/sources/ImageSource.hpp>
#include <memory>

/// \file
/// Images of which all pixels are stored: images x height x width, as NumPy and NWB's `image_mask`
/// have them, or images x pixels. In order F the three extents are images x width x height.

namespace SparseConv::io {

/// Opens the images in a dataset of HDF5.
/// \throws Error (input)
std::unique_ptr<ImageSource> open_dense(FoundObject dataset, const ReadOptions& options);

/// Opens the images in a file in NumPy's format NPY.
/// \param state of the file before it is opened
/// \throws Error (input)
std::unique_ptr<ImageSource> open_npy(const std::string& path, const SourceFile& state,
                                      const ReadOptions& options);

}  // namespace SparseConv::io

#endif
