#ifndef SPARSECONV_METHODS_DIRECT_STEPS_HPP
#define SPARSECONV_METHODS_DIRECT_STEPS_HPP

namespace SparseConv::Impl {

// What a kernel of `direct` is launched for: the tag of its operator().

struct Count {};   ///< counts the pixels of the result that are stored
struct Fill {};    ///< writes the columns and values of these pixels
struct Clear {};   ///< writes the columns of these pixels, and zeros
struct Values {};  ///< computes the values of a result that has its columns
/// Does the same, and reports whether the result lacks pixels that entries reach.
struct CheckedValues {};

}  // namespace SparseConv::Impl

#endif
