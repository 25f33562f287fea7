#ifndef SPARSECONV_BATCH_MEMORY_HPP
#define SPARSECONV_BATCH_MEMORY_HPP

#include <exception>

namespace SparseConv::Impl {

/// Whether an exception says that there is no memory, of host or device. Kokkos has no type for
/// that which all versions know: from 4.4 to 5.x it throws a std::runtime_error, or a class that
/// derives from it, that says "failed to allocate".
bool is_allocation_failure(const std::exception& error);

}  // namespace SparseConv::Impl

#endif
