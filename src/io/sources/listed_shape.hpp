#ifndef SPARSECONV_IO_SOURCES_LISTED_SHAPE_HPP
#define SPARSECONV_IO_SOURCES_LISTED_SHAPE_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/ReadOptions.hpp>
#include <optional>
#include <string>

namespace SparseConv::io {

/// The shape that a file says or that was given for it.
/// \throws Error (input) if there is none, or none that an image can have
ImageShape required_shape(const std::optional<ImageShape>& shape, const std::string& where);

/// The shape of images whose pixels are listed with rows and columns, so that the file has neither
/// a shape nor an order.
/// \param where the list in messages
/// \throws Error (input) unless the options give a shape and no order but C
ImageShape listed_shape(const ReadOptions& options, const std::string& where);

}  // namespace SparseConv::io

#endif
