#ifndef SPARSECONV_METHODS_PRECOMPUTED_SAME_PATTERN_HPP
#define SPARSECONV_METHODS_PRECOMPUTED_SAME_PATTERN_HPP

#include <batch/reduce.hpp>
#include <type_traits>

namespace SparseConv::Impl {

/// Counts the indices at which two arrays differ.
template <class X, class Y>
struct CountDifferent {
  X x;
  Y y;
  KOKKOS_FUNCTION void operator()(const std::int64_t i, std::int64_t& n) const {
    if (static_cast<std::int64_t>(x(i)) != static_cast<std::int64_t>(y(i))) ++n;
  }
};

/// Whether two batches have the same pattern.
template <class ExecutionSpace, class A, class B>
bool same_pattern(const ExecutionSpace& space, const A& a, const B& b) {
  if (a.numRows() != b.numRows() || a.nnz() != b.nnz()) return false;
  const auto count_different = [&](const auto& x, const auto& y) {
    return reduce<std::int64_t>(
        "SparseConv::precomputed::same_pattern",
        Range<ExecutionSpace>(space, 0, static_cast<std::int64_t>(x.extent(0))),
        CountDifferent<std::decay_t<decltype(x)>, std::decay_t<decltype(y)>>{x, y});
  };
  return count_different(a.graph.row_map, b.graph.row_map) == 0 &&
         count_different(a.graph.entries, b.graph.entries) == 0;
}

}  // namespace SparseConv::Impl

#endif
