#ifndef SPARSECONV_PERF_CONTEXT_HPP
#define SPARSECONV_PERF_CONTEXT_HPP

namespace SparseConv::Perf {

/// Adds to the output of Google Benchmark what was measured: version and commit, compiler and its
/// options, Kokkos and its configuration, threads.
void record_context();

}  // namespace SparseConv::Perf

#endif
