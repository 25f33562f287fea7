#ifndef SPARSECONV_CLI_PROCESS_KOKKOS_SESSION_HPP
#define SPARSECONV_CLI_PROCESS_KOKKOS_SESSION_HPP

#include <string>
#include <vector>

#include "process/threads.hpp"

namespace SparseConv::cli {

/// Kokkos is initialised while this lives.
class KokkosSession {
 public:
  /// \param arguments Kokkos' own options, checked. Kokkos warns of options that it does not know,
  ///                  but gives no advice unless the program is to be verbose.
  /// \throws Error (system) if the threads asked for cannot be had
  /// \throws what check_devices() throws
  explicit KokkosSession(const std::vector<std::string>& arguments);
  ~KokkosSession();
  KokkosSession(const KokkosSession&) = delete;
  KokkosSession& operator=(const KokkosSession&) = delete;

  Threads threads() const { return threads_; }

 private:
  Threads threads_;
};

/// Version of Kokkos, `major.minor.patch`.
std::string kokkos_version();

/// Kokkos' own description of how it was built and what it runs on, in lines.
std::string kokkos_configuration();

}  // namespace SparseConv::cli

#endif
