#ifndef SPARSECONV_METHODS_DIRECT_COUNTER_HPP
#define SPARSECONV_METHODS_DIRECT_COUNTER_HPP

#include <batch/host_array.hpp>

namespace SparseConv::Impl {

/// Counts what a kernel finds, which is rare. It costs nothing where there is nothing, while a
/// reduction over many small teams takes longer than their work. Before each kernel it is zero.
template <class ExecutionSpace>
class Counter {
 public:
  Counter() = default;
  explicit Counter(const ExecutionSpace& space)
      : number_(allocate<decltype(number_)>(space, "SparseConv::direct::counter", 1)) {
    reset(space);
  }

  KOKKOS_INLINE_FUNCTION void add(std::int64_t n) const { Kokkos::atomic_add(&number_(0), n); }

  /// What a kernel has counted, and back to zero. On a device the call waits for the kernel.
  std::int64_t take(const ExecutionSpace& space) const {
    const std::int64_t n = on_host<ExecutionSpace> ? number_(0) : copy_to_host(space, number_)[0];
    if (n != 0) reset(space);
    return n;
  }

 private:
  void reset(const ExecutionSpace& space) const {
    if constexpr (on_host<ExecutionSpace>)
      number_(0) = 0;  // Kokkos would start threads for that
    else
      Kokkos::deep_copy(space, number_, 0);
  }

  Kokkos::View<std::int64_t*, ExecutionSpace> number_;
};

}  // namespace SparseConv::Impl

#endif
