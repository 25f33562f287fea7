#ifndef SPARSECONV_BATCH_REDUCE_HPP
#define SPARSECONV_BATCH_REDUCE_HPP

#include <batch/spaces.hpp>
#include <string>

namespace SparseConv::Impl {

/// What a reduction of numbers, or of the `value_type` of a functor, comes to, on the host. On a
/// device the call waits for that.
template <class Value, class Policy, class Functor>
Value reduce(const std::string& label, const Policy& policy, const Functor& functor) {
  Value value{};
  if constexpr (on_host<typename Policy::execution_space>)
    // Into a view, for which Kokkos does not fence: a kernel of a host is done when this returns.
    Kokkos::parallel_reduce(
        label, policy, functor,
        Kokkos::View<Value, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(&value));
  else
    Kokkos::parallel_reduce(label, policy, functor, value);
  return value;
}

}  // namespace SparseConv::Impl

#endif
