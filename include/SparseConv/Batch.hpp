#ifndef SPARSECONV_BATCH_HPP
#define SPARSECONV_BATCH_HPP

#include <KokkosSparse_CrsMatrix.hpp>
#include <Kokkos_Core.hpp>
#include <SparseConv/Shape.hpp>
#include <cstdint>

namespace SparseConv {

/// A batch of sparse images: a CRS matrix of shape `(n_images, H * W)` with one image in each row
/// and its pixels numbered row by row.
///
/// \tparam Scalar         float or double
/// \tparam Ordinal        type of the column indices: std::int32_t, or std::int64_t where `H * W`
///                        needs it
/// \tparam ExecutionSpace an execution space that Kokkos was built with
///
/// Offsets (`graph.row_map`) are 64-bit. Columns of an input may be in any order and repeated:
/// repeated ones add up. Columns of a result are sorted and unique, and no stored value is zero.
template <class Scalar = float, class Ordinal = std::int32_t,
          class ExecutionSpace = Kokkos::DefaultExecutionSpace>
using Batch =
    KokkosSparse::CrsMatrix<Scalar, Ordinal,
                            Kokkos::Device<ExecutionSpace, typename ExecutionSpace::memory_space>,
                            void, std::int64_t>;

/// What validate() found out about a batch besides its being valid.
struct BatchOrder {
  bool sorted = true;  ///< columns strictly ascend in every image: sorted and without duplicates
};

/// Checks a batch before anything uses it: the row map starts at 0, never falls and ends at the
/// number of entries; entries and values are equally long; every column is a pixel of the image.
/// \param space  execution space instance; the call returns when the check is done
/// \param shape  shape of the images
/// \throws Error (input) that names the first offending image and entry
template <class Scalar, class Ordinal, class ExecutionSpace>
BatchOrder validate(const ExecutionSpace& space,
                    const Batch<Scalar, Ordinal, ExecutionSpace>& batch, ImageShape shape);

/// The same images with the columns of each sorted, and repeated columns added up in the order in
/// which they are stored. Stored zeros stay.
/// \param batch a batch that validate() accepts
template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> sort_and_merge(
    const ExecutionSpace& space, const Batch<Scalar, Ordinal, ExecutionSpace>& batch);

/// A caller's matrix as a Batch: entries and values are shared, the row map is shared if it is
/// 64-bit signed and copied otherwise.
/// \param matrix a `KokkosSparse::CrsMatrix` in the memory of `ExecutionSpace` with any integral
///               offset type
template <class ExecutionSpace, class Matrix>
Batch<typename Matrix::non_const_value_type, typename Matrix::non_const_ordinal_type,
      ExecutionSpace>
as_batch(const ExecutionSpace& space, const Matrix& matrix) {
  using Result = Batch<typename Matrix::non_const_value_type,
                       typename Matrix::non_const_ordinal_type, ExecutionSpace>;
  using RowMap = typename Result::row_map_type::non_const_type;
  typename Result::row_map_type row_map;
  if constexpr (std::is_same_v<typename Matrix::non_const_size_type, std::int64_t>) {
    row_map = matrix.graph.row_map;
  } else {
    const auto source = matrix.graph.row_map;
    RowMap copy(
        Kokkos::view_alloc(space, Kokkos::WithoutInitializing, "SparseConv::batch::row_map"),
        source.extent(0));
    Kokkos::parallel_for(
        "SparseConv::batch::row_map",
        Kokkos::RangePolicy<ExecutionSpace>(space, 0, static_cast<std::int64_t>(source.extent(0))),
        KOKKOS_LAMBDA(const std::int64_t i) { copy(i) = static_cast<std::int64_t>(source(i)); });
    row_map = copy;
  }
  return Result("SparseConv::batch", matrix.numRows(), matrix.numCols(), matrix.nnz(),
                matrix.values, row_map, matrix.graph.entries);
}

}  // namespace SparseConv

#endif
