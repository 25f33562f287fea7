#ifndef SPARSECONV_NORMALIZE_HPP
#define SPARSECONV_NORMALIZE_HPP

#include <string>

namespace SparseConv {

/// What every image is divided by.
///
/// The sum of an image is made of the sums of its rows, each added up in the order of columns, from
/// top to bottom and in double precision: its bits do not depend on the number of threads, nor on
/// the ranks among which the image is divided. Quotients are rounded once.
enum class Normalize {
  none,  ///< nothing
  sum,   ///< its sum, so that it becomes 1; an image is left as it is if that is 0 or not finite
  max    ///< its largest finite value, so that it becomes 1; an image is left as it is if none is
         ///< above 0
};

/// `none`, `sum` or `max`.
[[nodiscard]] std::string to_string(Normalize normalize);

/// The inverse of to_string().
/// \throws Error (input) if there is no such name
[[nodiscard]] Normalize normalize_from_string(const std::string& name);

}  // namespace SparseConv

#endif
