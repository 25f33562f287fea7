#ifndef SPARSECONV_BATCH_ALLOCATE_HPP
#define SPARSECONV_BATCH_ALLOCATE_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Error.hpp>
#include <stdexcept>
#include <string>

namespace SparseConv::Impl {

/// The three arrays of a batch while they are being filled.
template <class Matrix>
struct BatchParts {
  typename Matrix::row_map_type::non_const_type row_map;
  typename Matrix::index_type::non_const_type entries;
  typename Matrix::values_type::non_const_type values;

  Matrix matrix(typename Matrix::non_const_ordinal_type n_columns) const {
    const auto n_rows = static_cast<typename Matrix::non_const_ordinal_type>(row_map.extent(0) - 1);
    return Matrix("SparseConv::batch", n_rows, n_columns,
                  static_cast<std::int64_t>(entries.extent(0)), values, row_map, entries);
  }
};

/// Calls `allocate`, and says where there is no memory for what it allocates, a batch.
template <class Allocate>
auto with_memory(std::int64_t n, std::int64_t nnz, const Allocate& allocate) {
  try {
    return allocate();
  } catch (const std::exception&) {
    SPARSECONV_THROW(system, "no memory for a batch of " + std::to_string(n) + " images with " +
                                 std::to_string(nnz) + " entries: convolve fewer images at a time");
  }
}

/// Room for a batch of `n` images with `nnz` entries, not initialised.
template <class Matrix, class ExecutionSpace>
BatchParts<Matrix> allocate_parts(const ExecutionSpace& space, std::int64_t n, std::int64_t nnz) {
  using Parts = BatchParts<Matrix>;
  const auto room = [&](const std::string& label) {
    return Kokkos::view_alloc(space, Kokkos::WithoutInitializing, label);
  };
  return with_memory(n, nnz, [&] {
    return Parts{decltype(Parts::row_map)(room("SparseConv::batch::row_map"), n + 1),
                 decltype(Parts::entries)(room("SparseConv::batch::entries"), nnz),
                 decltype(Parts::values)(room("SparseConv::batch::values"), nnz)};
  });
}

/// `n` images without entries.
template <class Matrix, class ExecutionSpace>
Matrix empty_batch(const ExecutionSpace& space, std::int64_t n, ImageShape shape) {
  const auto parts = allocate_parts<Matrix>(space, n, 0);
  Kokkos::deep_copy(space, parts.row_map, 0);
  return parts.matrix(static_cast<typename Matrix::non_const_ordinal_type>(shape.size()));
}

}  // namespace SparseConv::Impl

#endif
