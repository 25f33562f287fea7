#ifndef SPARSECONV_CLI_PROCESS_THREADS_HPP
#define SPARSECONV_CLI_PROCESS_THREADS_HPP

#include <optional>

namespace SparseConv::cli {

/// Host threads of this process.
struct Threads {
  int wanted = 1;  ///< as many as the user asks for or, by default, as there are cores
  int used = 1;    ///< as many of them as Kokkos and OpenMP can start
};

/// Decides how many threads OpenMP starts from now on, and makes sure that it can. To be called
/// before Kokkos starts, which counts the threads once and computes wrongly if it gets fewer later.
/// Decides nothing, and says 0, if Kokkos was built without OpenMP.
/// \param asked the number in Kokkos' own settings
/// \throws Error (system) if the threads cannot be started
Threads prepare_threads(std::optional<int> asked);

}  // namespace SparseConv::cli

#endif
