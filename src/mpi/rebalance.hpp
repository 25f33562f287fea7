#ifndef SPARSECONV_MPI_REBALANCE_IMPL_HPP
#define SPARSECONV_MPI_REBALANCE_IMPL_HPP

#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/rebalance.hpp>
#include <algorithm>
#include <mpi/divide.hpp>
#include <mpi/fetch_rows.hpp>
#include <mpi/validate.hpp>
#include <numeric>
#include <rows/divide.hpp>
#include <rows/work.hpp>

namespace SparseConv::mpi {
namespace Impl {

/// The work of each image of a row map.
inline std::vector<std::int64_t> work_of_images(const RowMap& row_map, const ImageWork& work) {
  std::vector<std::int64_t> result;
  result.reserve(row_map.size());
  for (std::size_t i = 1; i < row_map.size(); ++i)
    result.push_back(work(row_map[i] - row_map[i - 1]));
  return result;
}

/// Adds the rows of a sorted image as groups: a row with entries, and the empty rows that follow.
/// So there are never more groups than entries.
/// \param rows of the image, as far as this rank has them
/// \param work of these rows
template <class ExecutionSpace, class Scalar, class Ordinal>
void add_rows(const ExecutionSpace& space,
              const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, RowRange rows,
              std::int64_t work, RowGroups& groups) {
  constexpr std::int64_t most_rows = 1 << 16;  // rows that are looked at together
  std::vector<std::int64_t> entries;           // number of entries of each group
  for (std::int64_t first = rows.first; first < rows.last; first += most_rows) {
    std::vector<std::int64_t> bounds(std::min(most_rows, rows.last - first) + 1);
    std::iota(bounds.begin(), bounds.end(), first);
    const auto before =
        entries_before(space, batch.local, batch.image_shape, own_rows(batch), bounds);
    for (std::size_t i = 0; i + 1 < before.size(); ++i) {
      if (before[i] == before[i + 1]) continue;
      groups.first_rows.push_back(entries.empty() ? rows.first
                                                  : first + static_cast<std::int64_t>(i));
      entries.push_back(before[i + 1] - before[i]);
    }
  }
  for (const std::int64_t of_row : rows::work_of_rows(work, entries)) groups.work.push_back(of_row);
}

/// What a rank knows about its images before any image moves.
struct Survey {
  BatchOrder order;
  RowMap row_map;
  std::vector<std::int64_t> works;  ///< work of each image
};

/// \throws Error (input) for a batch that is not valid
template <class ExecutionSpace, class Scalar, class Ordinal>
Survey survey(const ExecutionSpace& space,
              const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
              const ImageWork& work) {
  Survey images{check_batch(space, batch), copy_to_host(space, batch.local.graph.row_map), {}};
  images.works = work_of_images(images.row_map, work);
  return images;
}

/// The groups of rows in which the images of this rank may move.
/// \param largest an image with more work than this is divided
template <class ExecutionSpace, class Scalar, class Ordinal>
RowGroups group_rows(const ExecutionSpace& space,
                     const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                     const Survey& images, std::int64_t largest) {
  const std::int64_t height = batch.image_shape.height;
  RowGroups groups;
  groups.first_rows.reserve(images.works.size());
  groups.work.reserve(images.works.size());
  for (std::size_t i = 0; i < images.works.size(); ++i) {
    const std::int64_t top = (batch.first_image() + static_cast<std::int64_t>(i)) * height;
    const RowRange rows = intersect(own_rows(batch), {top, top + height});
    const bool has_entries = images.row_map[i] < images.row_map[i + 1];
    if (images.works[i] > largest && has_entries) {
      add_rows(space, batch, rows, images.works[i], groups);
    } else {
      groups.first_rows.push_back(rows.first);
      groups.work.push_back(images.works[i]);
    }
  }
  return groups;
}

/// Sorts the images of this rank if an image is to be divided.
template <class Scalar, class Ordinal, class ExecutionSpace>
void sort_large_images(const ExecutionSpace& space,
                       DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, Survey& images,
                       const ImageWork& work, std::int64_t largest) {
  const bool divided = std::any_of(images.works.begin(), images.works.end(),
                                   [&](std::int64_t of_image) { return of_image > largest; });
  if (!divided || images.order.sorted) return;
  batch.local = sort_and_merge(space, batch.local);
  images = survey(space, batch, work);
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> rebalance(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const ImageWork& work) {
  auto images = agree(comm, [&] { return Impl::survey(space, batch, work); });
  // Sorting may merge entries and leave less work. The limit stays as it was before sorting: a
  // lower limit would divide images that were not sorted.
  const std::int64_t largest =
      rows::equal_share(Impl::scan_work(comm, images.works).total, comm.size());
  auto sorted = batch;
  const auto groups = agree(comm, [&] {
    Impl::sort_large_images(space, sorted, images, work, largest);
    return Impl::group_rows(space, sorted, images, largest);
  });
  images = {};
  const auto boundaries = Impl::divide_rows(comm, groups, Impl::own_rows(sorted));
  return Impl::move_rows(comm, space, sorted, boundaries);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> Impl::scatter(
    const Communicator& comm, const ExecutionSpace& space,
    const Batch<Scalar, Ordinal, ExecutionSpace>& batch, ImageShape image_shape, int root,
    const ImageWork& work) {
  agree(comm, [&] { Impl::check_root(root, comm.size()); });
  const auto local = comm.rank() == root ? batch : Batch<Scalar, Ordinal, ExecutionSpace>();
  return rebalance(comm, space, as_distributed(comm, space, local, image_shape), work);
}

}  // namespace SparseConv::mpi

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                              \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                            \
  mpi::rebalance<Scalar, Ordinal, ExecutionSpace>(                                           \
      const mpi::Communicator&, const ExecutionSpace&,                                       \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&, const mpi::ImageWork&); \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                            \
  mpi::Impl::scatter<Scalar, Ordinal, ExecutionSpace>(                                       \
      const mpi::Communicator&, const ExecutionSpace&,                                       \
      const Batch<Scalar, Ordinal, ExecutionSpace>&, ImageShape, int, const mpi::ImageWork&);

#endif
