#ifndef SPARSECONV_POSTPROCESS_HPP
#define SPARSECONV_POSTPROCESS_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Normalize.hpp>
#include <SparseConv/Shape.hpp>

/// \file
/// What often follows a convolution, for batches of any origin. A plan does both by itself where
/// Options::threshold and Options::normalize ask for it.

namespace SparseConv {
namespace Impl {

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> normalize_images(
    const ExecutionSpace& space, const Batch<Scalar, Ordinal, ExecutionSpace>& batch,
    ImageShape shape, Normalize each);

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> prune(const ExecutionSpace& space,
                                             const Batch<Scalar, Ordinal, ExecutionSpace>& batch,
                                             ImageShape shape, double threshold);

}  // namespace Impl

/// The same images, each divided by its sum or by its largest value. The call waits for the space.
/// \param space  execution space instance
/// \param matrix a batch, or a caller's matrix as as_batch() takes it, with columns in any order
/// \param shape  shape of the images
/// \param each   what every image is divided by
/// \return a batch with arrays of its own; columns are sorted and unique, and no value is zero
/// \throws Error (input) as validate() does, Error (system) where there is no memory
template <class ExecutionSpace, class Matrix>
[[nodiscard]] auto normalize_images(const ExecutionSpace& space, const Matrix& matrix,
                                    ImageShape shape, Normalize each) {
  return Impl::normalize_images(space, as_batch(space, matrix), shape, each);
}

/// The same images without the entries whose absolute value is below a threshold, and without
/// zeros. NaN stays. The values of repeated columns are added up before. The call waits for the
/// space.
/// \param space     execution space instance
/// \param matrix    a batch, or a caller's matrix as as_batch() takes it, with columns in any order
/// \param shape     shape of the images
/// \param threshold at least 0
/// \return a batch with arrays of its own; columns are sorted and unique, and no value is zero
/// \throws Error (input) as validate() does and for another threshold, Error (system) where there
/// is no memory
template <class ExecutionSpace, class Matrix>
[[nodiscard]] auto prune(const ExecutionSpace& space, const Matrix& matrix, ImageShape shape,
                         double threshold = 0) {
  return Impl::prune(space, as_batch(space, matrix), shape, threshold);
}

}  // namespace SparseConv

#endif
