#ifndef SPARSECONV_BATCH_ALLOCATE_HPP
#define SPARSECONV_BATCH_ALLOCATE_HPP

#include <SparseConv/Batch.hpp>
#include <string>

namespace SparseConv::Impl {

/// A view of `n` elements, not initialised.
template <class View, class ExecutionSpace>
View allocate(const ExecutionSpace& space, const std::string& label, std::int64_t n) {
  return View(Kokkos::view_alloc(space, Kokkos::WithoutInitializing, label),
              static_cast<std::size_t>(n));
}

/// The three arrays of a batch while they are being filled.
template <class Matrix>
struct BatchArrays {
  typename Matrix::row_map_type::non_const_type row_map;
  typename Matrix::index_type::non_const_type entries;
  typename Matrix::values_type::non_const_type values;

  Matrix matrix(typename Matrix::non_const_ordinal_type n_columns) const {
    const auto n_rows = static_cast<typename Matrix::non_const_ordinal_type>(row_map.extent(0) - 1);
    return Matrix("SparseConv::batch", n_rows, n_columns,
                  static_cast<std::int64_t>(entries.extent(0)), values, row_map, entries);
  }
};

/// Room for a batch of `n` images with `nnz` entries, not initialised.
template <class Matrix, class ExecutionSpace>
BatchArrays<Matrix> allocate_arrays(const ExecutionSpace& space, std::int64_t n, std::int64_t nnz) {
  using Arrays = BatchArrays<Matrix>;
  return with_memory(n, nnz, [&] {
    return Arrays{allocate<decltype(Arrays::row_map)>(space, "SparseConv::batch::row_map", n + 1),
                  allocate<decltype(Arrays::entries)>(space, "SparseConv::batch::entries", nnz),
                  allocate<decltype(Arrays::values)>(space, "SparseConv::batch::values", nnz)};
  });
}

/// A batch of `n` images without entries.
template <class Matrix, class ExecutionSpace>
Matrix empty_batch(const ExecutionSpace& space, std::int64_t n, ImageShape shape) {
  const auto arrays = allocate_arrays<Matrix>(space, n, 0);
  Kokkos::deep_copy(space, arrays.row_map, 0);
  return arrays.matrix(static_cast<typename Matrix::non_const_ordinal_type>(shape.size()));
}

}  // namespace SparseConv::Impl

#endif
