#ifndef SPARSECONV_PYTHON_INSTANCE_HPP
#define SPARSECONV_PYTHON_INSTANCE_HPP

#include <Kokkos_Core.hpp>
#include <native/runtime.hpp>
#include <type_traits>

namespace SparseConv::python {

template <class ExecutionSpace>
ExecutionSpace make_instance(int n_threads) {
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<ExecutionSpace, Kokkos::OpenMP>) return Kokkos::OpenMP(n_threads);
#endif
  (void)n_threads;
  return Kokkos::Experimental::partition_space(ExecutionSpace(), 1)[0];
}

/// An instance of an execution space. Kernels on one instance wait for each other, whoever launches
/// them.
template <class ExecutionSpace>
class Instance {
 public:
  /// \param asked_for number of threads, see n_threads()
  explicit Instance(int asked_for)
      : asked_for_(asked_for),
        n_threads_(n_threads(asked_for)),
        space_(make_instance<ExecutionSpace>(n_threads_)) {}

  /// The instance, made anew if a limit of threads was set or lifted since the last call.
  const ExecutionSpace& get() {
    const int n = n_threads(asked_for_);
    if (n != n_threads_) {
      space_ = make_instance<ExecutionSpace>(n);
      n_threads_ = n;
    }
    return space_;
  }

 private:
  int asked_for_, n_threads_;
  ExecutionSpace space_;
};

}  // namespace SparseConv::python

#endif
