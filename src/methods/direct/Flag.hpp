#ifndef SPARSECONV_METHODS_DIRECT_FLAG_HPP
#define SPARSECONV_METHODS_DIRECT_FLAG_HPP

#include <batch/host_array.hpp>

namespace SparseConv::Impl {

/// Tells whether a kernel has found something that is rare. It costs nothing where there is
/// nothing, while a reduction over many small teams takes longer than their work. Before each
/// kernel it is down.
template <class ExecutionSpace>
class Flag {
 public:
  Flag() = default;
  explicit Flag(const ExecutionSpace& space)
      : raised_(allocate<decltype(raised_)>(space, "SparseConv::direct::flag", 1)) {
    lower(space);
  }

  KOKKOS_INLINE_FUNCTION void raise() const { Kokkos::atomic_store(&raised_(0), 1); }

  /// Whether a kernel has raised it; then it is down again. On a device the call waits for the
  /// kernel.
  bool take(const ExecutionSpace& space) const {
    const bool raised =
        (on_host<ExecutionSpace> ? raised_(0) : copy_to_host(space, raised_)[0]) != 0;
    if (raised) lower(space);
    return raised;
  }

 private:
  void lower(const ExecutionSpace& space) const {
    if constexpr (on_host<ExecutionSpace>)
      raised_(0) = 0;  // Kokkos would start threads for that
    else
      Kokkos::deep_copy(space, raised_, 0);
  }

  Kokkos::View<int*, ExecutionSpace> raised_;
};

}  // namespace SparseConv::Impl

#endif
