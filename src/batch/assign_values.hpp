#ifndef SPARSECONV_BATCH_ASSIGN_VALUES_HPP
#define SPARSECONV_BATCH_ASSIGN_VALUES_HPP

#include <batch/reduce.hpp>
#include <batch/unite.hpp>

namespace SparseConv::Impl {

/// Gives the entries of `to` the values that `from` has at their pixels, and 0 where it has none.
/// Both are canonical, but for zeros that `to` may store.
/// \return how many pixels of `from` `to` does not store
template <class ExecutionSpace, class Matrix>
static std::int64_t assign_values(const ExecutionSpace& space, const Matrix& from,
                                  const Matrix& to) {
  using Scalar = typename Matrix::non_const_value_type;
  Kokkos::deep_copy(space, to.values, Scalar(0));
  const Sections<ExecutionSpace, Matrix> sections(from);
  return reduce<std::int64_t>(
      "SparseConv::assign_values::assign", sections.range(space),
      KOKKOS_LAMBDA(const std::int64_t s, std::int64_t& n) {
        sections.visit(s, [&](std::int64_t image, std::int64_t k) {
          const std::int64_t found = find_pixel(to, image, from.graph.entries(k));
          if (found >= 0)
            to.values(found) = from.values(k);
          else
            ++n;
        });
      });
}

}  // namespace SparseConv::Impl

#endif
