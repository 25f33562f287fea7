#ifndef SPARSECONV_BATCH_DIVIDE_BY_TOTALS_HPP
#define SPARSECONV_BATCH_DIVIDE_BY_TOTALS_HPP

#include <batch/compact.hpp>
#include <batch/image_totals.hpp>

/// \file
/// What can be done to the images of a result: small values dropped, every image divided by its
/// total.

namespace SparseConv::Impl {

/// The entries whose absolute value is at least a threshold and not 0, in arrays of their own.
template <class ExecutionSpace, class Matrix>
static Matrix keep_large(const ExecutionSpace& space, const Matrix& batch, double threshold) {
  using Scalar = typename Matrix::non_const_value_type;
  const auto values = batch.values;
  return compact(
      space, "SparseConv::keep_large", batch,
      KOKKOS_LAMBDA(std::int64_t, std::int64_t k, Scalar & value) {
        value = values(k);
        return value != Scalar(0) && !(Kokkos::abs(static_cast<double>(value)) < threshold);
      });
}

/// The batch without the entries whose absolute value is below a threshold: itself if it has none.
template <class ExecutionSpace, class Matrix>
static Matrix drop_below(const ExecutionSpace& space, const Matrix& batch, double threshold) {
  const auto values = batch.values;
  const auto n_small = reduce<std::int64_t>(
      "SparseConv::drop_below::search",
      Range<ExecutionSpace>(space, 0, static_cast<std::int64_t>(batch.nnz())),
      KOKKOS_LAMBDA(const std::int64_t k, std::int64_t& n) {
        if (Kokkos::abs(static_cast<double>(values(k))) < threshold) ++n;
      });
  return n_small == 0 ? batch : keep_large(space, batch, threshold);
}

/// Divides every image by its total, in its place.
/// \return how many values are zero then
template <class ExecutionSpace, class Matrix>
static std::int64_t divide_by_totals(const ExecutionSpace& space, const Total& total,
                                     const Matrix& batch, const Totals<ExecutionSpace>& totals) {
  using Scalar = typename Matrix::non_const_value_type;
  const auto values = batch.values;
  const Sections<ExecutionSpace, Matrix> sections(batch);
  return reduce<std::int64_t>(
      "SparseConv::divide_by_totals::divide", sections.range(space),
      KOKKOS_LAMBDA(const std::int64_t s, std::int64_t& zeros) {
        sections.visit(s, [&](std::int64_t image, std::int64_t k) {
          const double divisor = total.divisor(totals(image));
          values(k) = static_cast<Scalar>(values(k) / divisor);
          if (values(k) == Scalar(0)) ++zeros;
        });
      });
}

/// The same, and drops the values that become zero, unless they are to stay.
/// \param batch is written to
template <class ExecutionSpace, class Matrix>
Matrix divide_and_drop(const ExecutionSpace& space, const Total& total, const Matrix& batch,
                       const Totals<ExecutionSpace>& totals, bool keeps_zeros) {
  const std::int64_t zeros = divide_by_totals(space, total, batch, totals);
  return keeps_zeros || zeros == 0 ? batch : drop_zeros(space, batch);
}

/// Divides every image by its total, in its place. Zeros that are stored stay.
template <class ExecutionSpace, class Matrix>
std::int64_t normalize_in_place(const ExecutionSpace& space, const Matrix& batch,
                                std::int64_t width, Normalize kind) {
  const Total total{kind};
  return divide_by_totals(space, total, batch, find_image_totals(space, total, batch, width));
}

/// The same without the values that become zero; the batch is written to.
template <class ExecutionSpace, class Matrix>
Matrix normalized(const ExecutionSpace& space, const Matrix& batch, std::int64_t width,
                  Normalize kind) {
  const Total total{kind};
  return divide_and_drop(space, total, batch, find_image_totals(space, total, batch, width), false);
}

}  // namespace SparseConv::Impl

#endif
