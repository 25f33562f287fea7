#ifndef SPARSECONV_MPI_APPLY_IMPL_HPP
#define SPARSECONV_MPI_APPLY_IMPL_HPP

#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/apply.hpp>
#include <mpi/check.hpp>
#include <mpi/halo.hpp>

namespace SparseConv::mpi {
namespace Impl {

/// Whether an image of a batch is divided; collective.
inline bool is_divided(const Communicator& comm, bool continues) {
  int divided = continues ? 1 : 0;
  SPARSECONV_MPI(MPI_Allreduce, MPI_IN_PLACE, &divided, 1, MPI_INT, MPI_MAX, comm.get());
  return divided != 0;
}

template <class View>
std::int64_t number_at(const View& view, std::int64_t i) {
  typename View::non_const_value_type number = 0;
  Kokkos::deep_copy(number, Kokkos::subview(view, i));
  return static_cast<std::int64_t>(number);
}

/// What this rank tells the others of its images.
template <class Matrix>
Part describe_part(const Matrix& local, std::int64_t first_image, bool continues) {
  const std::int64_t n = local.numRows();
  Part part{first_image, n, continues ? 1 : 0, 0, -1};
  if (local.nnz() == 0) return part;
  part.first_pixel = number_at(local.graph.entries, 0);
  if (number_at(local.graph.row_map, n - 1) < local.nnz())
    part.last_pixel = number_at(local.graph.entries, local.nnz() - 1);
  return part;
}

/// Convolves images of which some are divided.
template <class Scalar, class Ordinal, class ExecutionSpace>
auto apply_in_bands(const Communicator& comm, const ExecutionSpace& space,
                    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
                    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  const auto geometry =
      SparseConv::Impl::make_geometry(plan.image_shape(), plan.filter_shape(), plan.mode());
  const auto local = agree(comm, [&] {
    const BatchOrder order = validate(space, batch.local, geometry.image);
    return order.sorted ? batch.local : sort_and_merge(space, batch.local);
  });
  const auto parts = gather_parts(
      comm, agree(comm, [&] { return describe_part(local, batch.first_image, batch.continues); }));
  agree(comm, [&] { check_order(parts); });
  const auto needs = agree(comm, [&] { return needs_of_others(parts, comm.rank(), geometry); });
  const auto widened = add_halo(comm, space, local, needs);
  const auto band = band_of(parts, comm.rank(), geometry);
  const auto results = agree(comm, [&] { return crop(space, plan.apply(space, widened), band); });
  return as_distributed(comm, space, results, batch.continues);
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  if (Impl::is_divided(comm, batch.continues))
    return Impl::apply_in_bands(comm, space, plan, batch);
  return as_distributed(comm, space, agree(comm, [&] { return plan.apply(space, batch.local); }));
}

}  // namespace SparseConv::mpi

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                                \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                              \
  mpi::apply<Scalar, Ordinal, ExecutionSpace>(                                                 \
      const mpi::Communicator&, const ExecutionSpace&, Plan<Scalar, Ordinal, ExecutionSpace>&, \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&);

#endif
