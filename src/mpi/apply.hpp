#ifndef SPARSECONV_MPI_APPLY_IMPL_HPP
#define SPARSECONV_MPI_APPLY_IMPL_HPP

#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/apply.hpp>
#include <batch/crop.hpp>
#include <mpi/fetch_rows.hpp>
#include <mpi/validate.hpp>
#include <rows/halo.hpp>
#include <utility>

namespace SparseConv::mpi {
namespace Impl {

using rows::Geometry;

/// For every rank the rows that its results need.
inline std::vector<WantedRows> wanted_for_results(const Boundaries& have,
                                                  const Geometry& geometry) {
  auto wanted = wanted_between(have);
  for (WantedRows& of_rank : wanted)
    for (RowRange& rows : of_rank) rows = halo(rows, geometry);
  return wanted;
}

/// The images of this rank with the rows around its own that its results need; collective.
template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> with_halo(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& have,
    const Geometry& geometry) {
  const auto [sorted, wanted] = agree(comm, [&] {
    auto canonical = batch;
    if (!check_batch(space, batch).sorted) canonical.local = sort_and_merge(space, batch.local);
    return std::pair(canonical, wanted_for_results(have, geometry));
  });
  return fetch_rows(comm, space, sorted, have, wanted);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
void check_shape_of_plan(const Plan<Scalar, Ordinal, ExecutionSpace>& plan,
                         const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  SPARSECONV_THROW_IF(plan.image_shape() != batch.image_shape, input,
                      "the batch has " + std::to_string(batch.local.numCols()) +
                          " columns, of images of " + to_string(batch.image_shape) +
                          ", but the plan is for images of " + to_string(plan.image_shape()));
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  const auto geometry =
      SparseConv::Impl::make_geometry(plan.image_shape(), plan.filter_shape(), plan.mode());
  const ImageShape image = geometry.image, output = geometry.output;
  agree(comm, [&] { Impl::check_shape_of_plan(plan, batch); });
  const auto have = Impl::gather_boundaries(comm, batch.first_row, batch.n_images * image.height);
  const bool divided = Impl::divide_images(have, image.height);
  const auto known = divided ? Impl::with_halo(comm, space, batch, have, geometry) : batch.local;

  const auto images = rows::images_of(Impl::rows_of(batch), image.height);
  const auto rows = rows::output_rows(Impl::rows_of(batch), geometry);
  const auto results = agree(comm, [&] {
    return SparseConv::Impl::crop(space, plan.apply(space, known), output,
                                  rows::rows_of(images, output.height), rows,
                                  rows::images_of(rows, output.height).size());
  });
  return Impl::with_rows(comm, space, results, output, rows, batch.n_images);
}

}  // namespace SparseConv::mpi

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                                \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                              \
  mpi::apply<Scalar, Ordinal, ExecutionSpace>(                                                 \
      const mpi::Communicator&, const ExecutionSpace&, Plan<Scalar, Ordinal, ExecutionSpace>&, \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&);

#endif
