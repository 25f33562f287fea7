#ifndef SPARSECONV_JOB_IS_SORTED_HPP
#define SPARSECONV_JOB_IS_SORTED_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <batch/reduce.hpp>
#include <batch/validate.hpp>

namespace SparseConv::job {

/// Whether the columns of every image ascend strictly. The batch is one that a BatchReader has
/// read, so that its row map and columns are in range.
template <class Scalar, class Ordinal>
bool is_sorted(const io::HostBatch<Scalar, Ordinal>& batch) {
  using Range = Impl::Range<Kokkos::DefaultHostExecutionSpace>;
  const Kokkos::DefaultHostExecutionSpace space;
  const auto row_map = batch.graph.row_map;
  const auto columns = batch.graph.entries;
  const auto falls = Impl::reduce<std::int64_t>(
      "SparseConv::job::falls", Range(space, 0, batch.nnz()),
      [=](std::int64_t k, std::int64_t& sum) { sum += Impl::falls(columns, k) ? 1 : 0; });
  const auto allowed_falls =
      Impl::reduce<std::int64_t>("SparseConv::job::allowed_falls", Range(space, 0, batch.numRows()),
                                 [=](std::int64_t i, std::int64_t& sum) {
                                   const bool empty = row_map(i) == row_map(i + 1);
                                   sum += !empty && Impl::falls(columns, row_map(i)) ? 1 : 0;
                                 });
  return falls == allowed_falls;
}

}  // namespace SparseConv::job

#endif
