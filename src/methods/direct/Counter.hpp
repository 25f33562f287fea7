#ifndef SPARSECONV_METHODS_DIRECT_COUNTER_HPP
#define SPARSECONV_METHODS_DIRECT_COUNTER_HPP

#include <batch/host_array.hpp>

namespace SparseConv::Impl {

/// Counts what a kernel finds, which is rare. It costs nothing where there is nothing, while a
/// reduction over many small teams takes longer than their work.
template <class ExecutionSpace>
class Counter {
 public:
  Counter() = default;
  explicit Counter(const ExecutionSpace& space)
      : number_(allocate<decltype(number_)>(space, "SparseConv::direct::counter", 1)) {}

  void reset(const ExecutionSpace& space) const {
    if constexpr (on_host<ExecutionSpace>)
      number_(0) = 0;
    else
      Kokkos::deep_copy(space, number_, 0);
  }

  KOKKOS_INLINE_FUNCTION void add(std::int64_t n) const { Kokkos::atomic_add(&number_(0), n); }

  /// What kernels have counted since reset(). On a device the call waits for them.
  std::int64_t read(const ExecutionSpace& space) const {
    if constexpr (on_host<ExecutionSpace>)
      return number_(0);
    else
      return copy_to_host(space, number_)[0];
  }

 private:
  Kokkos::View<std::int64_t*, ExecutionSpace> number_;
};

}  // namespace SparseConv::Impl

#endif
