#ifndef SPARSECONV_PROJECTION_HPP
#define SPARSECONV_PROJECTION_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/Batch.hpp>
#include <SparseConv/Normalize.hpp>
#include <SparseConv/Shape.hpp>

/// \file
/// All images of a batch in one: the largest value or the sum of each pixel. On a device the last
/// kernels may still run when a function returns: use the result on the same instance, or fence.

namespace SparseConv {

/// A dense image in the memory of an execution space: (row, column).
template <class ExecutionSpace = Kokkos::DefaultExecutionSpace>
using DenseImage =
    Kokkos::View<double**, Kokkos::LayoutRight,
                 Kokkos::Device<ExecutionSpace, typename ExecutionSpace::memory_space>>;

namespace Impl {

enum class Projection { max, sum };

template <class Scalar, class Ordinal, class ExecutionSpace>
DenseImage<ExecutionSpace> project(const ExecutionSpace& space,
                                   const Batch<Scalar, Ordinal, ExecutionSpace>& batch,
                                   ImageShape shape, Projection projection, Normalize each);

}  // namespace Impl

/// The largest value of each pixel over all images, among which pixels that are not stored count as
/// zeros. Where a value is not a number, neither is the maximum.
/// \param space  execution space instance
/// \param matrix a batch, or a caller's matrix as as_batch() takes it, with columns in any order
/// \param shape  shape of the images
/// \param each   what every image is divided by before; ROICaT's projections are those with
///               Normalize::max
/// \return `H x W` numbers; zeros for a batch without images
/// \throws Error (input) as validate() does, Error (system) where there is no memory
template <class ExecutionSpace, class Matrix>
[[nodiscard]] DenseImage<ExecutionSpace> max_projection(const ExecutionSpace& space,
                                                        const Matrix& matrix, ImageShape shape,
                                                        Normalize each = Normalize::none) {
  return Impl::project(space, as_batch(space, matrix), shape, Impl::Projection::max, each);
}

/// The sum of each pixel over all images, in double precision and in the order of the images: the
/// same bits for any number of threads.
/// \param space  execution space instance
/// \param matrix a batch, or a caller's matrix as as_batch() takes it, with columns in any order
/// \param shape  shape of the images
/// \param each   what every image is divided by before
/// \return `H x W` numbers
/// \throws Error (input) as validate() does, Error (system) where there is no memory
template <class ExecutionSpace, class Matrix>
[[nodiscard]] DenseImage<ExecutionSpace> sum_projection(const ExecutionSpace& space,
                                                        const Matrix& matrix, ImageShape shape,
                                                        Normalize each = Normalize::none) {
  return Impl::project(space, as_batch(space, matrix), shape, Impl::Projection::sum, each);
}

}  // namespace SparseConv

#endif
