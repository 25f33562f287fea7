#ifndef SPARSECONV_CLI_KOKKOS_SESSION_HPP
#define SPARSECONV_CLI_KOKKOS_SESSION_HPP

#include <string>
#include <vector>

namespace SparseConv::cli {

/// Kokkos is initialised while this lives.
class KokkosSession {
 public:
  /// \param arguments Kokkos' own options; it warns about those that it does not know, but gives no
  /// advice unless `--kokkos-disable-warnings=no` is among them
  explicit KokkosSession(const std::vector<std::string>& arguments);
  ~KokkosSession();
  KokkosSession(const KokkosSession&) = delete;
  KokkosSession& operator=(const KokkosSession&) = delete;
};

/// Version of Kokkos, `major.minor.patch`.
std::string kokkos_version();

/// What Kokkos tells about how it was built and what it runs on, in lines.
std::string kokkos_configuration();

}  // namespace SparseConv::cli

#endif
