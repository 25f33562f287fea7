#ifndef SPARSECONV_BATCH_MERGESORTED_HPP
#define SPARSECONV_BATCH_MERGESORTED_HPP

#include <Kokkos_Core.hpp>
#include <cstdint>

namespace SparseConv::Impl {

/// Selects entries for compact(): the first of neighbouring entries with equal columns, with the
/// sum of their values. The values are added up in the order of the entries.
template <class Matrix>
struct MergeSorted {
  typename Matrix::row_map_type row_map;
  typename Matrix::index_type entries;
  typename Matrix::values_type values;

  using Scalar = typename Matrix::non_const_value_type;

  explicit MergeSorted(const Matrix& batch)
      : row_map(batch.graph.row_map), entries(batch.graph.entries), values(batch.values) {}

  KOKKOS_FUNCTION bool operator()(std::int64_t image, std::int64_t k, Scalar& sum) const {
    if (k > row_map(image) && entries(k) == entries(k - 1)) return false;
    sum = values(k);
    const std::int64_t end = row_map(image + 1);
    for (std::int64_t next = k + 1; next < end && entries(next) == entries(k); ++next)
      sum += values(next);
    return true;
  }
};

}  // namespace SparseConv::Impl

#endif
