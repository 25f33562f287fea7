#ifndef SPARSECONV_BATCH_POSTPROCESS_HPP
#define SPARSECONV_BATCH_POSTPROCESS_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/postprocess.hpp>
#include <batch/copy.hpp>
#include <batch/divide_by_totals.hpp>
#include <number_to_string.hpp>

namespace SparseConv::Impl {

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> normalize_images(
    const ExecutionSpace& space, const Batch<Scalar, Ordinal, ExecutionSpace>& batch,
    ImageShape shape, Normalize each) {
  if (each == Normalize::none) return prune(space, batch, shape, 0);
  const bool sorted = validate(space, batch, shape).sorted;
  return with_memory(batch.numRows(), batch.nnz(), [&] {
    const auto images =
        sorted ? copy_arrays(space, batch).matrix(batch.numCols()) : sort_and_merge(space, batch);
    return normalized(space, images, shape.width, each);
  });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> prune(const ExecutionSpace& space,
                                             const Batch<Scalar, Ordinal, ExecutionSpace>& batch,
                                             ImageShape shape, double threshold) {
  SPARSECONV_THROW_IF(
      !(threshold >= 0), input,
      "the threshold is " + number_to_string(threshold) + ": it must be at least 0");
  const bool sorted = validate(space, batch, shape).sorted;
  if (batch.nnz() == 0)
    return empty_batch<Batch<Scalar, Ordinal, ExecutionSpace>>(space, batch.numRows(), shape);
  return with_memory(batch.numRows(), batch.nnz(), [&] {
    return keep_large(space, sorted ? batch : sort_and_merge(space, batch), threshold);
  });
}

}  // namespace SparseConv::Impl

#endif
