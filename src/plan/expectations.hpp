#ifndef SPARSECONV_PLAN_EXPECTATIONS_HPP
#define SPARSECONV_PLAN_EXPECTATIONS_HPP

#include <SparseConv/Options.hpp>
#include <batch/host_array.hpp>
#include <functional>
#include <vector>

/// \file
/// Fills in the expectations of a plan from a batch, which is in memory or in a file.

namespace SparseConv::Impl {

/// A batch of which some images are looked at. It has not been checked.
struct SampledBatch {
  std::int64_t n_images;
  std::int64_t nnz;
  /// The number of entries of an image, or a negative number if it cannot be known.
  std::function<std::int64_t(std::int64_t image)> count_entries;
  std::function<std::vector<std::int64_t>(std::int64_t image)> read_columns;
};

/// The options with the expectations that a batch gives: the number of images, their density and,
/// for the method `automatic`, the mean area of the bounding boxes of a few images, spread over the
/// batch.
/// \param image the shape of the images
Options expecting(Options options, ImageShape image, const SampledBatch& batch);

template <class Scalar, class Ordinal, class ExecutionSpace>
Options expecting(const Options& options, const ExecutionSpace& space,
                  const Batch<Scalar, Ordinal, ExecutionSpace>& batch, ImageShape image) {
  return with_memory(batch.numRows(), batch.nnz(), [&] {
    const std::vector<std::int64_t> offsets = copy_to_host(space, batch.graph.row_map);
    const auto offset = [&](std::int64_t i) { return offsets[static_cast<std::size_t>(i)]; };
    const auto count_entries = [&](std::int64_t i) {
      const bool inside = offset(i) >= 0 && offset(i + 1) <= batch.nnz();
      return inside ? offset(i + 1) - offset(i) : -1;
    };
    const auto read_columns = [&](std::int64_t i) {
      const auto range = Kokkos::make_pair(offset(i), offset(i + 1));
      const auto columns = copy_to_host(space, Kokkos::subview(batch.graph.entries, range));
      return std::vector<std::int64_t>(columns.begin(), columns.end());
    };
    return expecting(options, image, {batch.numRows(), batch.nnz(), count_entries, read_columns});
  });
}

}  // namespace SparseConv::Impl

#endif
