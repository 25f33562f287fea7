#ifndef SPARSECONV_BATCH_MEMORY_HPP
#define SPARSECONV_BATCH_MEMORY_HPP

#include <exception>

namespace SparseConv::Impl {

/// Whether an exception reports a lack of memory, of the host or of a device. No exception type for
/// a lack of memory is common to all versions of Kokkos. From 4.4 to 5.x Kokkos throws a
/// std::runtime_error, or a class derived from it, that says "failed to allocate".
bool is_allocation_failure(const std::exception& error);

}  // namespace SparseConv::Impl

#endif
