#ifndef SPARSECONV_BATCH_COMPACT_HPP
#define SPARSECONV_BATCH_COMPACT_HPP

#include <batch/Sections.hpp>
#include <batch/allocate.hpp>
#include <batch/reduce.hpp>

namespace SparseConv::Impl {

/// The batch of the entries for which `select(image, k, value)` is true, each with the `value` that
/// `select` sets. `select` is called more than once for each entry.
template <class ExecutionSpace, class Matrix, class Select>
static Matrix compact(const ExecutionSpace& space, const std::string& label, const Matrix& batch,
                      const Select& select) {
  using Scalar = typename Matrix::non_const_value_type;
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  const std::int64_t n = batch.numRows();
  const Sections<ExecutionSpace, Matrix> sections(batch);

  const auto count = KOKKOS_LAMBDA(std::int64_t section, std::int64_t end) {
    std::int64_t selected = 0;
    sections.visit_before(section, end, [&](std::int64_t image, std::int64_t k) {
      Scalar value;
      if (select(image, k, value)) ++selected;
    });
    return selected;
  };
  const auto offsets = make_counts(space, label + "::offsets", sections.number());
  Kokkos::parallel_for(
      label + "::count", sections.range(space),
      KOKKOS_LAMBDA(const std::int64_t s) { offsets(s) = count(s, sections.end_of(s)); });
  const std::int64_t total = counts_to_offsets(space, label + "::scan", offsets);

  auto result = allocate_arrays<Matrix>(space, n, total);
  Kokkos::parallel_for(
      label + "::row_map", Range<ExecutionSpace>(space, 0, n + 1),
      KOKKOS_LAMBDA(const std::int64_t i) {
        const std::int64_t section = sections.of(row_map(i));
        result.row_map(i) = offsets(section) + count(section, row_map(i));
      });
  Kokkos::parallel_for(
      label + "::fill", sections.range(space), KOKKOS_LAMBDA(const std::int64_t s) {
        std::int64_t next = offsets(s);
        sections.visit(s, [&](std::int64_t image, std::int64_t k) {
          Scalar value;
          if (!select(image, k, value)) return;
          result.entries(next) = entries(k);
          result.values(next++) = value;
        });
      });
  return result.matrix(batch.numCols());
}

/// How many values are zero.
template <class ExecutionSpace, class Values>
static std::int64_t count_zeros(const ExecutionSpace& space, const Values& values) {
  using Scalar = typename Values::non_const_value_type;
  return reduce<std::int64_t>(
      "SparseConv::drop_zeros::search",
      Range<ExecutionSpace>(space, 0, static_cast<std::int64_t>(values.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t k, std::int64_t& n) {
        if (values(k) == Scalar(0)) ++n;
      });
}

/// The batch without the entries whose value is zero.
template <class ExecutionSpace, class Matrix>
static Matrix drop_zeros(const ExecutionSpace& space, const Matrix& batch) {
  using Scalar = typename Matrix::non_const_value_type;
  const auto values = batch.values;
  return compact(
      space, "SparseConv::drop_zeros", batch,
      KOKKOS_LAMBDA(std::int64_t, std::int64_t k, Scalar & value) {
        value = values(k);
        return value != Scalar(0);
      });
}

}  // namespace SparseConv::Impl

#endif
