#ifndef SPARSECONV_ROWS_CHECK_SHAPE_HPP
#define SPARSECONV_ROWS_CHECK_SHAPE_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/Shape.hpp>
#include <limits>
#include <string>

namespace SparseConv::Impl {

/// Whether an image, a filter or a result can have this shape.
constexpr bool is_possible(ImageShape shape) {
  return shape.height >= 1 && shape.width >= 1 && shape.height <= max_extent &&
         shape.width <= max_extent;
}

/// Refuses a shape that `what`, such as "an image", cannot have. \throws Error (input)
void check_extents(const char* what, ImageShape shape);

/// Refuses images of more pixels than columns can number. \throws Error (input)
template <class Ordinal>
void check_ordinal(const char* what, ImageShape shape) {
  SPARSECONV_THROW_IF(shape.size() > std::numeric_limits<Ordinal>::max(), input,
                      std::string(what) + " of " + to_string(shape) + " has " +
                          std::to_string(shape.size()) + " pixels, more than columns of " +
                          std::to_string(8 * sizeof(Ordinal)) +
                          " bits can number: use std::int64_t columns");
}

}  // namespace SparseConv::Impl

#endif
