#ifndef SPARSECONV_BOUNDARY_HPP
#define SPARSECONV_BOUNDARY_HPP

#include <string>
#include <vector>

namespace SparseConv {

/// What an image is taken to have beyond its edges. The names are as in `scipy.ndimage`; an
/// extended image is what `numpy.pad` makes of it, in the mode given here. Only stored entries are
/// copied, so that the extension is sparse, too.
///
///     zero      0 0 0 | a b c d | 0 0 0     constant
///     reflect   c b a | a b c d | d c b     symmetric
///     mirror    d c b | a b c d | c b a     reflect
///     nearest   a a a | a b c d | d d d     edge
///     wrap      b c d | a b c d | a b c     wrap
///
/// An image that is smaller than what is added goes on being reflected, or repeated.
enum class Boundary {
  zero,     ///< nothing
  reflect,  ///< the image reflected at its edge, the last pixel twice
  mirror,   ///< the image reflected at its last pixel
  nearest,  ///< the last pixel again and again
  wrap      ///< the image again, from its other end on
};

/// The name of a boundary, as the enumerator is spelt.
[[nodiscard]] std::string to_string(Boundary boundary);

/// The boundary with this name. \throws Error (input) for any other name, listing all names
[[nodiscard]] Boundary boundary_from_string(const std::string& name);

/// All boundaries.
[[nodiscard]] std::vector<Boundary> all_boundaries();

}  // namespace SparseConv

#endif
