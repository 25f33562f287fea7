// Moves the images of a random batch so that the work of the ranks becomes equal, and tells how
// unequal it was and is: mpirun -n N sparseconv_rebalance. perf/scaling runs it, and has MPI count
// the messages.
#include <Kokkos_Core.hpp>
#include <SparseConv/Filter.hpp>
#include <SparseConv/mpi.hpp>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>

namespace mpi = SparseConv::mpi;
using Space = Kokkos::DefaultHostExecutionSpace;
using Images = SparseConv::Batch<float, std::int32_t, Space>;

namespace {

constexpr SparseConv::ImageShape shape{128, 128};
constexpr std::int64_t n_images = 64 * 500;

/// Entries of an image: about 50 in each image (`even`), more from image to image (`rising`), or
/// drawn from a distribution with a long tail.
std::int64_t entries_of(const std::string& kind, std::int64_t image) {
  std::mt19937_64 random(static_cast<std::uint64_t>(image));
  if (kind == "rising") return 1 + 100 * image / n_images;
  if (kind == "even") return std::poisson_distribution<std::int64_t>(50)(random);
  const double n = std::lognormal_distribution<double>(3, 1.4)(random);
  return static_cast<std::int64_t>(std::fmin(n, double(shape.size())));
}

/// Images `first` to `last - 1`, with their entries in the first pixels.
Images make_images(const std::string& kind, std::int64_t first, std::int64_t last) {
  Images::row_map_type::non_const_type row_map("row_map", last - first + 1);
  for (std::int64_t image = first; image < last; ++image)
    row_map(image - first + 1) = row_map(image - first) + entries_of(kind, image);
  const std::int64_t nnz = row_map(last - first);
  Images::index_type::non_const_type entries("entries", nnz);
  Images::values_type::non_const_type values("values", nnz);
  for (std::int64_t row = 0; row < last - first; ++row)
    for (std::int64_t i = row_map(row); i < row_map(row + 1); ++i)
      entries(i) = static_cast<std::int32_t>(i - row_map(row));
  Kokkos::deep_copy(values, 1);
  return {"images",
          static_cast<std::int32_t>(last - first),
          static_cast<std::int32_t>(shape.size()),
          nnz,
          values,
          row_map,
          entries};
}

/// The largest work of a rank over the mean.
double imbalance(const mpi::Communicator& comm, const Images& images, const mpi::ImageWork& work) {
  double mine = 0, sum = 0, most = 0;
  for (std::int32_t i = 0; i < images.numRows(); ++i)
    mine += double(work(images.graph.row_map(i + 1) - images.graph.row_map(i)));
  MPI_Allreduce(&mine, &sum, 1, MPI_DOUBLE, MPI_SUM, comm.get());
  MPI_Allreduce(&mine, &most, 1, MPI_DOUBLE, MPI_MAX, comm.get());
  return most / sum * comm.size();
}

void rebalance(const mpi::Communicator& comm, const std::string& kind) {
  const Space space;
  const mpi::ImageWork work = mpi::convolution_work(SparseConv::box_filter(5), shape);
  const auto images = make_images(kind, n_images * comm.rank() / comm.size(),
                                  n_images * (comm.rank() + 1) / comm.size());
  const auto before = mpi::as_distributed(comm, space, images, shape);
  const auto after = mpi::rebalance(comm, space, before, work);
  const double of_blocks = imbalance(comm, before.local, work);
  const double of_shares = imbalance(comm, after.local, work);
  if (comm.rank() == 0)
    std::printf("{\"images\": %lld, \"nnz\": %lld, \"before\": %.6f, \"after\": %.6f}\n",
                static_cast<long long>(n_images), static_cast<long long>(after.n_entries),
                of_blocks, of_shares);
}

}  // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    const mpi::Communicator comm(MPI_COMM_WORLD);
    rebalance(comm, argc > 1 ? argv[1] : "even");
  }
  MPI_Finalize();
}
