#ifndef SPARSECONV_PYTHON_RUNTIME_HPP
#define SPARSECONV_PYTHON_RUNTIME_HPP

/// \file
/// Kokkos in the life of a Python process.

namespace SparseConv::python {

/// Initialises Kokkos in the first call, unless somebody has. It is never finalised: arrays of
/// results may outlive everything else in the interpreter, and to free a View after
/// `Kokkos::finalize` aborts.
/// \throws std::runtime_error in the child of a fork, and where somebody has finalised Kokkos
void ensure_runtime();

/// Whether this process was forked after Kokkos was initialised. Its threads are in the parent
/// alone: what waits for them here waits for ever.
bool is_forked_child();

/// Threads for an engine that was made for so many, 0 being as many as OpenMP takes by itself: no
/// more than the limit that somebody, say threadpoolctl, has set for the calling thread since.
int n_threads(int asked_for);

}  // namespace SparseConv::python

#endif
