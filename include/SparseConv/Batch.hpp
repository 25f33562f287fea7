#ifndef SPARSECONV_BATCH_HPP
#define SPARSECONV_BATCH_HPP

#include <KokkosSparse_CrsMatrix.hpp>
#include <Kokkos_Core.hpp>
#include <SparseConv/Shape.hpp>
#include <SparseConv/as_batch.hpp>
#include <cstdint>

/// \file
/// Functions for a batch of images, which is a matrix. Every function takes a Batch, or the matrix
/// of a caller that as_batch() accepts.

namespace SparseConv {

/// What validate() finds out about a valid batch.
struct BatchOrder {
  bool sorted = true;  ///< columns strictly ascend in every image: sorted and without duplicates
};

namespace Impl {

template <class Scalar, class Ordinal, class ExecutionSpace>
BatchOrder validate(const ExecutionSpace& space,
                    const Batch<Scalar, Ordinal, ExecutionSpace>& batch, ImageShape shape);

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> sort_and_merge(
    const ExecutionSpace& space, const Batch<Scalar, Ordinal, ExecutionSpace>& batch);

}  // namespace Impl

/// Checks a batch before anything uses it: the row map starts at 0, never falls and ends at the
/// number of entries; entries and values are equally long; every column is a pixel of the image.
/// \param space  execution space instance; the call returns when the check is done
/// \param matrix a batch, or a caller's matrix as as_batch() takes it
/// \param shape  shape of the images
/// \throws Error (input) if the batch is not valid; the error names the first offending image and
/// entry
template <class ExecutionSpace, class Matrix>
BatchOrder validate(const ExecutionSpace& space, const Matrix& matrix, ImageShape shape) {
  return Impl::validate(space, as_batch(space, matrix), shape);
}

/// The same images with sorted columns. The values of repeated columns are added up in the order in
/// which they are stored. Stored zeros stay.
/// \param space  execution space instance; the call waits for it once
/// \param matrix a batch that validate() accepts, or a caller's matrix as as_batch() takes it
/// \throws Error (system) if there is no memory for the result or for sorting
template <class ExecutionSpace, class Matrix>
[[nodiscard]] auto sort_and_merge(const ExecutionSpace& space, const Matrix& matrix) {
  return Impl::sort_and_merge(space, as_batch(space, matrix));
}

/// A batch or a caller's matrix in the memory of another execution space. A matrix that is there
/// already is shared, as as_batch() does. Any other matrix is copied, and the call returns when all
/// kernels and copies are done (it fences every execution space).
/// \param space  execution space instance, whose memory the batch is to be in
/// \param matrix a batch, or a caller's matrix as as_batch() takes it
/// \return a Batch of that space
/// \throws Error (system) if there is no memory for the copy
template <class ExecutionSpace, class Matrix>
[[nodiscard]] auto to_space(const ExecutionSpace& space, const Matrix& matrix) {
  static_assert(Impl::check_matrix<Matrix>());
  using Memory = typename ExecutionSpace::memory_space;
  const auto in_memory = [](const auto& view) {
    return Kokkos::create_mirror_view_and_copy(Memory(), view);
  };
  if constexpr (std::is_same_v<typename Matrix::memory_space, Memory>) {
    return as_batch(space, matrix);
  } else {
    using Copy = KokkosSparse::CrsMatrix<typename Matrix::non_const_value_type,
                                         typename Matrix::non_const_ordinal_type, ExecutionSpace,
                                         void, typename Matrix::non_const_size_type>;
    return Impl::with_memory(matrix.numRows(), matrix.nnz(), [&] {
      const Copy copy("SparseConv::batch", matrix.numRows(), matrix.numCols(), matrix.nnz(),
                      in_memory(matrix.values), in_memory(matrix.graph.row_map),
                      in_memory(matrix.graph.entries));
      const auto batch = as_batch(space, copy);
      space.fence("SparseConv::to_space::row_map");
      return batch;
    });
  }
}

/// to_space() for the host: a plain loop can read the arrays. What is copied is there when the call
/// returns.
/// \param matrix a batch, or a caller's matrix as as_batch() takes it
/// \return a Batch of Kokkos::DefaultHostExecutionSpace
/// \throws Error as to_space() does
template <class Matrix>
[[nodiscard]] auto to_host(const Matrix& matrix) {
  return to_space(Kokkos::DefaultHostExecutionSpace(), matrix);
}

}  // namespace SparseConv

#endif
