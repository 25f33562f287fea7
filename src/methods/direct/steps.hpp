#ifndef SPARSECONV_METHODS_DIRECT_STEPS_HPP
#define SPARSECONV_METHODS_DIRECT_STEPS_HPP

namespace SparseConv::Impl {

/// The steps of the kernels: count the pixels of the result that are stored, fill in their columns
/// and values, fill in their columns and zeros, compute values for columns that are there.
struct Count {};
struct Fill {};
struct Clear {};
struct Values {};

}  // namespace SparseConv::Impl

#endif
