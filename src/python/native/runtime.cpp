#include <pthread.h>
#include <Kokkos_Core.hpp>
#include <native/runtime.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <settings/control_group.hpp>
#include <settings/devices.hpp>
#include <settings/kokkos_environment.hpp>
#include <settings/openmp.hpp>
#include <stdexcept>

namespace SparseConv::python {

namespace {

std::atomic<bool> forked{false};

int openmp_threads() {
#ifdef KOKKOS_ENABLE_OPENMP
  static const int limit = settings::allowed_threads(settings::most_threads);
  return settings::usable_threads(std::min(omp_get_max_threads(), limit));
#else
  return 1;
#endif
}

/// Kokkos first lets OpenMP start as many threads as OpenMP would by itself, and only then takes
/// the number that it was given.
void bound_openmp_threads() {
#ifdef KOKKOS_ENABLE_OPENMP
  if (omp_get_max_threads() > settings::most_threads) omp_set_num_threads(settings::most_threads);
#endif
}

/// Threads of OpenMP when Kokkos was initialised. If there are fewer later, somebody set a limit.
int initial_threads = 1;

void initialize() {
  if (Kokkos::is_finalized())
    throw std::runtime_error("something else in this process has finalised Kokkos");
  initial_threads = openmp_threads();
  if (!Kokkos::is_initialized()) {
    settings::check_kokkos_variables();
    settings::check_devices(settings::number_in_environment("device-id"),
                            settings::variable("KOKKOS_DEVICE_ID"));
    Kokkos::InitializationSettings chosen;
    const int asked = settings::number_in_environment("num-threads").value_or(initial_threads);
    chosen.set_num_threads(settings::usable_threads(asked));
    chosen.set_disable_warnings(true);
    bound_openmp_threads();
    Kokkos::initialize(chosen);
  }
  pthread_atfork(nullptr, nullptr, [] { forked = true; });
}

}  // namespace

void ensure_runtime() {
  static std::once_flag once;
  if (is_forked_child())
    throw std::runtime_error(
        "this process was forked after sparseconv had been used, and the threads that it uses are "
        "not in the child: start processes with the method 'spawn' or 'forkserver', or fork before "
        "the first use");
  settings::keep_threads();
  std::call_once(once, initialize);
}

bool is_forked_child() { return forked; }

int n_threads(int asked_for) {
  const int limit = openmp_threads();
  if (asked_for == 0) return limit;
  return settings::usable_threads(limit < initial_threads ? std::min(asked_for, limit) : asked_for);
}

}  // namespace SparseConv::python
