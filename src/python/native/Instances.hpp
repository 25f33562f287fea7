#ifndef SPARSECONV_PYTHON_INSTANCES_HPP
#define SPARSECONV_PYTHON_INSTANCES_HPP

#include <Kokkos_Core.hpp>
#include <map>
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

/// Products of an entry and a tap that one thread computes in the time that several threads take to
/// begin and to wait for each other.
constexpr double few_products = 16384;

/// Instances of an execution space, one for each number of threads that was needed. Kernels on one
/// instance wait for each other, whoever launches them.
template <class ExecutionSpace>
class Instances {
 public:
  /// \param asked_for number of threads, see n_threads()
  explicit Instances(int asked_for) : asked_for_(asked_for) {}

  /// The instance for a call, with one thread for few products, or else with all that the caller
  /// may use at the moment.
  const ExecutionSpace& get(double products) {
    const int n = !has_threads || products < few_products ? 1 : n_threads(asked_for_);
    const auto found = spaces_.find(n);
    if (found != spaces_.end()) return found->second;
    return spaces_.emplace(n, make_instance<ExecutionSpace>(n)).first->second;
  }

 private:
  static constexpr bool has_threads =
      std::is_same_v<ExecutionSpace, Kokkos::DefaultHostExecutionSpace>;

  int asked_for_;
  std::map<int, ExecutionSpace> spaces_;
};

}  // namespace SparseConv::python

#endif
