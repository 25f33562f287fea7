#include "process/threads.hpp"

#include <pthread.h>

#include <Kokkos_Macros.hpp>
#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <settings/control_group.hpp>
#include <settings/openmp.hpp>
#include <string>
#include <vector>

namespace SparseConv::cli {

#ifdef KOKKOS_ENABLE_OPENMP

namespace {

int default_threads() {
  const int threads = omp_get_max_threads();
  if (settings::threads_are_asked_for()) return threads;
  return std::min(settings::allowed_threads(threads), settings::most_threads_of_openmp());
}

/// The bytes of a stack, from a number of kilobytes or of the unit that a letter after it names; 0
/// for another text.
std::size_t stack_from_string(const char* text) {
  char* rest = nullptr;
  const std::size_t number = std::strtoull(text, &rest, 10);
  while (*rest == ' ') ++rest;
  const int unit = *rest == '\0' ? 'K' : std::toupper(static_cast<unsigned char>(*rest));
  const std::size_t power = std::string("BKMG").find(static_cast<char>(unit));
  return power == std::string::npos ? 0 : number << (10 * power);
}

/// The bytes of a stack that OpenMP gives to a thread; 0 for what every thread gets.
std::size_t stack_size() {
  for (const char* const variable : {"OMP_STACKSIZE", "GOMP_STACKSIZE"})
    if (const char* const text = std::getenv(variable)) return stack_from_string(text);
  return 0;
}

/// Threads that wait until this object is destroyed.
class IdleThreads {
 public:
  IdleThreads() { gate_.lock(); }
  ~IdleThreads() {
    gate_.unlock();
    for (const pthread_t thread : threads_) ::pthread_join(thread, nullptr);
  }
  IdleThreads(const IdleThreads&) = delete;
  IdleThreads& operator=(const IdleThreads&) = delete;

  /// Starts another thread. \return the number of the error; 0 if there is none
  int add(const pthread_attr_t& attributes) {
    threads_.emplace_back();
    const int error = ::pthread_create(&threads_.back(), &attributes, wait, &gate_);
    if (error != 0) threads_.pop_back();
    return error;
  }

 private:
  static void* wait(void* gate) {
    const std::lock_guard<std::mutex> passing(*static_cast<std::mutex*>(gate));
    return nullptr;
  }

  std::mutex gate_;
  std::vector<pthread_t> threads_;
};

/// Starts, for a moment, as many threads as OpenMP will: where it cannot, it ends the process.
void try_to_start(int count) {
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  if (const std::size_t size = stack_size(); size > 0)
    ::pthread_attr_setstacksize(&attributes, size);  // refuses what OpenMP does not heed either
  int error = 0;
  {
    IdleThreads threads;
    for (int i = 1; i < count && error == 0; ++i) error = threads.add(attributes);
  }
  ::pthread_attr_destroy(&attributes);
  SPARSECONV_THROW_IF(
      error != 0, system,
      std::to_string(count) + " threads cannot be started: " + std::strerror(error) +
          "; set OMP_NUM_THREADS or OMP_STACKSIZE to less, or allow more memory (ulimit -v) or "
          "processes (ulimit -u)");
}

}  // namespace

Threads prepare_threads(std::optional<int> asked) {
  const int wanted = asked ? *asked : default_threads();
  const int used = settings::usable_threads(wanted);
  settings::keep_threads();
  omp_set_num_threads(used);
  try_to_start(used);
  return {wanted, used};
}

#else

Threads prepare_threads(std::optional<int>) { return {0, 0}; }

#endif

}  // namespace SparseConv::cli
