#ifndef SPARSECONV_BATCH_REDUCE_HPP
#define SPARSECONV_BATCH_REDUCE_HPP

#include <batch/spaces.hpp>
#include <string>

namespace SparseConv::Impl {

/// The result of a reduction, in the memory of the host: a number, or the `value_type` of the
/// functor. On a device the call waits for the result.
template <class Value, class Policy, class Functor>
Value reduce(const std::string& label, const Policy& policy, const Functor& functor) {
  Value value{};
  if constexpr (on_host<typename Policy::execution_space>)
    // Kokkos does not fence for a view, and need not: the kernel is done when this call returns.
    Kokkos::parallel_reduce(
        label, policy, functor,
        Kokkos::View<Value, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(&value));
  else
    Kokkos::parallel_reduce(label, policy, functor, value);
  return value;
}

}  // namespace SparseConv::Impl

#endif
