#ifndef SPARSECONV_MPI_APPLY_IMPL_HPP
#define SPARSECONV_MPI_APPLY_IMPL_HPP

#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/apply.hpp>
#include <SparseConv/mpi/redistribute.hpp>
#include <batch/crop.hpp>
#include <batch/divide_by_totals.hpp>
#include <mpi/check_same.hpp>
#include <mpi/fetch_rows.hpp>
#include <mpi/image_totals.hpp>
#include <mpi/validate.hpp>
#include <rows/halo.hpp>
#include <utility>

namespace SparseConv::mpi {
namespace Impl {

using rows::Stages;

template <class Scalar, class Ordinal, class ExecutionSpace>
Stages stages_of(const Plan<Scalar, Ordinal, ExecutionSpace>& plan) {
  const ImageShape image = plan.options().adjoint ? plan.output_shape() : plan.image_shape();
  return SparseConv::Impl::make_stages(image, plan.filter_shape(), plan.window(), plan.options());
}

/// For every rank the rows that its results need.
inline std::vector<WantedRows> wanted_for_results(const Boundaries& have, const Stages& stages) {
  std::vector<WantedRows> wanted;
  for (std::size_t rank = 0; rank + 1 < have.size(); ++rank)
    wanted.push_back(rows::known_rows({have[rank], have[rank + 1]}, stages));
  return wanted;
}

/// The images of this rank with the rows of others that its results need; collective.
template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> with_halo(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& have,
    const Stages& stages) {
  const auto [sorted, wanted] = agree(comm, [&] {
    auto canonical = batch;
    if (!check_batch(space, batch).sorted) canonical.local = sort_and_merge(space, batch.local);
    return std::pair(canonical, wanted_for_results(have, stages));
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

/// What decides which rows ranks want of one another, and what they tell one another.
template <class Scalar, class Ordinal, class ExecutionSpace>
std::vector<std::int64_t> numbers_of(const Plan<Scalar, Ordinal, ExecutionSpace>& plan,
                                     const Stages& stages) {
  const auto [image, filter, output, row_origin, column_origin] = stages.whole;
  return {image.height,
          image.width,
          filter.height,
          filter.width,
          output.height,
          output.width,
          row_origin,
          column_origin,
          static_cast<std::int64_t>(plan.options().boundary),
          static_cast<std::int64_t>(plan.options().normalize),
          stages.adjoint ? 1 : 0};
}

/// Normalizes images of which this rank has rows; collective.
/// \param keeps_zeros whether zeros that are stored stay
template <class ExecutionSpace, class Matrix>
Matrix normalize(const Communicator& comm, const ExecutionSpace& space, Normalize kind,
                 const Matrix& images, ImageShape shape, RowRange rows, bool keeps_zeros) {
  const SparseConv::Impl::Total total{kind};
  const auto totals = find_totals(comm, space, total, images, shape, rows);
  return agree(comm, [&] {
    return SparseConv::Impl::divide_and_drop(space, total, images, totals, keeps_zeros);
  });
}

/// Convolves on all ranks; collective.
/// \param work        what a rank makes of its images and of the rows around its own
/// \param keeps_zeros whether zeros that `work` returns stay stored in the result
template <class Scalar, class Ordinal, class ExecutionSpace, class Work>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> convolve(
    const Communicator& comm, const ExecutionSpace& space,
    const Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Work& work,
    bool keeps_zeros) {
  const Stages stages = agree(comm, [&] {
    check_shape_of_plan(plan, batch);
    return stages_of(plan);
  });
  check_same(comm, numbers_of(plan, stages), "shapes and options of plans");
  const ImageShape image = stages.whole.image, output = stages.whole.output;
  const auto have = gather_boundaries(comm, batch.first_row, batch.n_images * image.height);
  const bool divided = any_image_is_divided(have, image.height);
  const auto known = divided ? with_halo(comm, space, batch, have, stages) : batch.local;

  const auto images = rows::images_of(own_rows(batch), image.height);
  const auto rows = rows::output_rows(own_rows(batch), stages.whole);
  auto results = agree(comm, [&] {
    return SparseConv::Impl::crop(space, work(known), output, rows::rows_of(images, output.height),
                                  rows, rows::images_of(rows, output.height).size());
  });
  const Normalize kind = plan.options().normalize;
  if (kind != Normalize::none)
    results = normalize(comm, space, kind, results, output, rows, keeps_zeros);
  return with_rows(comm, space, results, output, rows, batch.n_images);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
void check_pattern_of_plan(const Plan<Scalar, Ordinal, ExecutionSpace>& plan,
                           const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                           const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& pattern) {
  SPARSECONV_THROW_IF(plan.output_shape() != pattern.image_shape, input,
                      "the pattern has images of " + to_string(pattern.image_shape) +
                          ", but the results of the plan are " + to_string(plan.output_shape()));
  SPARSECONV_THROW_IF(pattern.n_images != batch.n_images, input,
                      "the pattern has " + std::to_string(pattern.n_images) +
                          " images, but the batch has " + std::to_string(batch.n_images));
}

/// The boundaries of the rows that the ranks make of their rows.
inline Boundaries boundaries_of_results(Boundaries rows, const Stages& stages) {
  for (std::int64_t& row : rows) row = rows::first_output_row(row, stages.whole);
  return rows;
}

/// A batch with empty images after its own, such that there are `n`.
template <class ExecutionSpace, class Matrix>
static Matrix with_empty_images(const ExecutionSpace& space, const Matrix& batch, std::int64_t n) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const std::int64_t own = batch.numRows(), nnz = batch.nnz();
  if (own == n) return batch;
  const auto offsets = batch.graph.row_map;
  const typename Matrix::row_map_type::non_const_type row_map(
      Kokkos::view_alloc(space, Kokkos::WithoutInitializing, "SparseConv::batch::row_map"), n + 1);
  Kokkos::parallel_for(
      "SparseConv::mpi::with_empty_images",
      SparseConv::Impl::Range<ExecutionSpace>(space, 0, n + 1),
      KOKKOS_LAMBDA(const std::int64_t i) { row_map(i) = i < own ? offsets(i) : nnz; });
  return Matrix("SparseConv::batch", static_cast<Ordinal>(n), batch.numCols(), nnz, batch.values,
                row_map, batch.graph.entries);
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  return Impl::convolve(
      comm, space, plan, batch, [&](const auto& images) { return plan.apply_part(space, images); },
      false);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply_at(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  return Impl::convolve(
      comm, space, plan, batch,
      [&](const auto& images) { return plan.apply_part_at(space, images); }, true);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply_at(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& pattern) {
  agree(comm, [&] {
    Impl::check_shape_of_plan(plan, batch);
    Impl::check_pattern_of_plan(plan, batch, pattern);
  });
  const Boundaries there = row_boundaries(comm, pattern);
  const Boundaries here =
      Impl::boundaries_of_results(row_boundaries(comm, batch), Impl::stages_of(plan));
  const auto pixels = redistribute_rows(comm, space, pattern, here);
  const auto results = Impl::convolve(
      comm, space, plan, batch,
      [&](const auto& images) {
        // The first rows of an image may reach no row of the result: no pixel of the image is here.
        const auto own = Impl::with_empty_images(space, pixels.local, images.numRows());
        return plan.apply_part_at(space, images, own);
      },
      true);
  return Impl::move_rows(comm, space, results, there);
}

}  // namespace SparseConv::mpi

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                                \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                              \
  mpi::apply<Scalar, Ordinal, ExecutionSpace>(                                                 \
      const mpi::Communicator&, const ExecutionSpace&, Plan<Scalar, Ordinal, ExecutionSpace>&, \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&);                          \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                              \
  mpi::apply_at<Scalar, Ordinal, ExecutionSpace>(                                              \
      const mpi::Communicator&, const ExecutionSpace&, Plan<Scalar, Ordinal, ExecutionSpace>&, \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&);                          \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                              \
  mpi::apply_at<Scalar, Ordinal, ExecutionSpace>(                                              \
      const mpi::Communicator&, const ExecutionSpace&, Plan<Scalar, Ordinal, ExecutionSpace>&, \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&,                           \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&);

#endif
