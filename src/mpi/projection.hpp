#ifndef SPARSECONV_MPI_PROJECTION_IMPL_HPP
#define SPARSECONV_MPI_PROJECTION_IMPL_HPP

#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/projection.hpp>
#include <algorithm>
#include <batch/projection.hpp>
#include <mpi/check_same.hpp>
#include <mpi/image_totals.hpp>
#include <mpi/validate.hpp>

namespace SparseConv::mpi {
namespace Impl {

using SparseConv::Impl::ProjectedImage;
using SparseConv::Impl::Projection;

/// Sends rows of a projection to other ranks, through the memory of the host, which any MPI reads.
template <class View>
class RowsOfImage {
 public:
  using Value = typename View::non_const_value_type;

  RowsOfImage(const Communicator& comm, const View& image)
      : comm_(comm), image_(image), host_(Kokkos::create_mirror_view(Kokkos::HostSpace(), image)) {}

  void receive(std::int64_t first, std::int64_t last, int from) const {
    if (empty()) return;
    SPARSECONV_MPI(MPI_Recv, begin(first), count(first, last), MPI_UINT64_T, from, tag, comm_.get(),
                   MPI_STATUS_IGNORE);
    Kokkos::deep_copy(rows(image_, first, last), rows(host_, first, last));
  }
  void send(std::int64_t first, std::int64_t last, int to) const {
    if (empty()) return;
    Kokkos::deep_copy(rows(host_, first, last), rows(image_, first, last));
    SPARSECONV_MPI(MPI_Send, begin(first), count(first, last), MPI_UINT64_T, to, tag, comm_.get());
  }
  /// Sends them from one rank to all; collective.
  void broadcast(std::int64_t first, std::int64_t last, int root) const {
    if (comm_.rank() == root)
      Kokkos::deep_copy(rows(host_, first, last), rows(image_, first, last));
    SPARSECONV_MPI(MPI_Bcast, begin(first), count(first, last), MPI_UINT64_T, root, comm_.get());
    Kokkos::deep_copy(rows(image_, first, last), rows(host_, first, last));
  }

 private:
  static constexpr int tag = 0;

  bool empty() const { return image_.size() == 0; }
  template <class Image>
  static auto rows(const Image& image, std::int64_t first, std::int64_t last) {
    return Kokkos::subview(image, Kokkos::make_pair(first, last), Kokkos::ALL);
  }
  Value* begin(std::int64_t row) const {
    return host_.data() + row * static_cast<std::int64_t>(host_.extent(1));
  }
  /// Of numbers, which are moved as they are. A row has fewer than an int can count.
  int count(std::int64_t first, std::int64_t last) const {
    static_assert(sizeof(Value) == sizeof(std::uint64_t));
    return static_cast<int>((last - first) * static_cast<std::int64_t>(host_.extent(1)));
  }

  const Communicator& comm_;
  View image_;
  decltype(Kokkos::create_mirror_view(Kokkos::HostSpace(), View())) host_;
};

/// What a rank needs before it waits for others: nothing fails between messages.
template <class Matrix, class ExecutionSpace>
struct Prepared {
  Matrix images;  ///< sorted
  ProjectedImage<ExecutionSpace> projection;
  RowsOfImage<DenseImage<ExecutionSpace>> values;
  RowsOfImage<decltype(ProjectedImage<ExecutionSpace>::stored)> stored;
};

/// Rows that are worked on at a time: enough pieces for all ranks to work at once, and none longer
/// than a message, unless a single row is.
inline std::int64_t rows_of_piece(const Communicator& comm, ImageShape shape) {
  const std::int64_t fit = comm.max_message_bytes() / 8 / shape.width;
  return std::max<std::int64_t>(1, std::min(fit, shape.height / (2 * comm.size())));
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DenseImage<ExecutionSpace> project(const Communicator& comm, const ExecutionSpace& space,
                                   const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                                   Projection kind, Normalize each) {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  const ImageShape shape = batch.image_shape;
  const auto [images, projection, values, stored] = agree(comm, [&] {
    const bool sorted = check_batch(space, batch).sorted;
    const auto start = SparseConv::Impl::start_projection(space, shape, kind);
    return Prepared<Matrix, ExecutionSpace>{
        sorted ? batch.local : sort_and_merge(space, batch.local),
        start,
        {comm, start.values},
        {comm, start.stored}};
  });
  check_same(comm, {static_cast<int>(kind), static_cast<int>(each), shape.height, shape.width},
             "projections");
  const SparseConv::Impl::Total total{each};
  SparseConv::Impl::Totals<ExecutionSpace> totals;
  if (each != Normalize::none)
    totals = find_totals(comm, space, total, images, shape, own_rows(batch));
  const std::int64_t n_rows = rows_of_piece(comm, shape);
  const int rank = comm.rank(), last_rank = comm.size() - 1;
  for (std::int64_t first = 0; first < shape.height; first += n_rows) {
    const std::int64_t last = std::min(first + n_rows, shape.height);
    if (rank > 0) {
      values.receive(first, last, rank - 1);
      stored.receive(first, last, rank - 1);
    }
    SparseConv::Impl::add_to_projection(space, images, total, totals, first, last, projection);
    space.fence("SparseConv::mpi::projection");
    if (rank < last_rank) {
      values.send(first, last, rank + 1);
      stored.send(first, last, rank + 1);
    }
  }
  if (rank == last_rank) SparseConv::Impl::finish_projection(space, projection, batch.n_images);
  space.fence("SparseConv::mpi::projection");
  for (std::int64_t first = 0; first < shape.height; first += n_rows)
    values.broadcast(first, std::min(first + n_rows, shape.height), last_rank);
  return projection.values;
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
DenseImage<ExecutionSpace> max_projection(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, Normalize each) {
  return Impl::project(comm, space, batch, Impl::Projection::max, each);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DenseImage<ExecutionSpace> sum_projection(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, Normalize each) {
  return Impl::project(comm, space, batch, Impl::Projection::sum, each);
}

}  // namespace SparseConv::mpi

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                             \
  template DenseImage<ExecutionSpace> mpi::max_projection<Scalar, Ordinal, ExecutionSpace>( \
      const mpi::Communicator&, const ExecutionSpace&,                                      \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&, Normalize);            \
  template DenseImage<ExecutionSpace> mpi::sum_projection<Scalar, Ordinal, ExecutionSpace>( \
      const mpi::Communicator&, const ExecutionSpace&,                                      \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&, Normalize);

#endif
