#ifndef SPARSECONV_CLI_PROCESS_WAITING_THREADS_HPP
#define SPARSECONV_CLI_PROCESS_WAITING_THREADS_HPP

namespace SparseConv::cli {

/// Limits the time for which a thread of OpenMP keeps its core while it waits for the others.
///
/// The threads of GNU's OpenMP wait in a loop for about a millisecond before they sleep. On a
/// machine with other work that loop takes the core from the very thread that all others wait for:
/// a job of many short kernels then takes up to 50 times its time. A shorter loop costs nothing
/// where cores are free, as kernels follow each other within microseconds.
///
/// GNU's OpenMP reads its settings when the process starts. The program therefore starts itself
/// again, with GOMP_SPINCOUNT in its environment, before it does anything else. A setting of the
/// user's, GOMP_SPINCOUNT or OMP_WAIT_POLICY, is left as it is.
/// \param arguments those of `main`, with the null pointer at their end
void limit_waiting(char** arguments);

}  // namespace SparseConv::cli

#endif
