#ifndef SPARSECONV_PYTHON_RUNTIME_HPP
#define SPARSECONV_PYTHON_RUNTIME_HPP

/// \file
/// Kokkos in the life of a Python process.

namespace SparseConv::python {

/// Initialises Kokkos in the first call, unless somebody else has. Kokkos is never finalised:
/// arrays of results may outlive everything else in the interpreter, and freeing a View after
/// `Kokkos::finalize` aborts.
/// \throws std::runtime_error in the child of a fork, if somebody has finalised Kokkos, for an
///         environment variable that Kokkos does not accept, and where the device that Kokkos was
///         built for is missing
void ensure_runtime();

/// Whether this process was forked after Kokkos was initialised. The threads of Kokkos are in the
/// parent only: a child that waits for them waits for ever.
bool is_forked_child();

/// The number of threads for an engine that was made for `asked_for` threads, or for as many as
/// OpenMP takes by itself if that is 0. The number obeys a limit that somebody, such as
/// threadpoolctl, has since set for the calling thread.
int n_threads(int asked_for);

}  // namespace SparseConv::python

#endif
