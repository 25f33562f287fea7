// Convolves a batch on many ranks that does not fit into one rank: mpirun -n 4 distributed INPUT
//
// Look at how every rank reads its own slice. rebalance() then gives all ranks the same work, and
// apply() convolves on every rank. An error on one rank ends all ranks with the same message. No
// rank ever holds everything. convolve_file shows how ranks convolve from file to file.

#include <SparseConv.hpp>
#include <SparseConv/io.hpp>
#include <SparseConv/mpi.hpp>
#include <cstdint>
#include <cstdio>

namespace io = SparseConv::io;
namespace mpi = SparseConv::mpi;
using Space = Kokkos::DefaultHostExecutionSpace;  // files and messages are host memory
using Batch = io::HostBatch<float, std::int32_t>;
using Images = mpi::DistributedBatch<float, std::int32_t, Space>;

double sum(const mpi::Communicator& comm, const Space& space, const Batch& batch) {
  const auto values = batch.values;
  double total = 0;
  Kokkos::parallel_reduce(
      "sum",
      Kokkos::RangePolicy<Space, Kokkos::IndexType<std::int64_t>>(space, 0, values.extent(0)),
      KOKKOS_LAMBDA(const std::int64_t i, double& partial) { partial += values(i); }, total);
  MPI_Allreduce(MPI_IN_PLACE, &total, 1, MPI_DOUBLE, MPI_SUM, comm.get());
  return total;
}

void convolve(const mpi::Communicator& comm, const char* input) {
  const Space space;
  const io::BatchReader reader = mpi::agree(comm, [&] { return io::BatchReader(input); });
  const io::BatchInfo& info = reader.info();

  const std::int64_t first = info.n_images * comm.rank() / comm.size();
  const std::int64_t last = info.n_images * (comm.rank() + 1) / comm.size();
  const Batch slice =
      mpi::agree(comm, [&] { return reader.read<float, std::int32_t>(first, last); });

  SparseConv::Options options;
  options.mode = SparseConv::Mode::full;
  const SparseConv::Filter filter = SparseConv::cosine_filter(10);
  const SparseConv::ImageShape shape = io::image_shape(info);
  auto plan =
      mpi::agree(comm, [&] { return SparseConv::make_plan<float>(space, shape, filter, options); });
  const auto images = mpi::rebalance(comm, space, mpi::as_distributed(comm, space, slice, shape),
                                     mpi::convolution_work(filter, plan.output_shape()));
  const auto blurred = mpi::apply(comm, space, plan, images);

  const double before = sum(comm, space, images.local), after = sum(comm, space, blurred.local);
  if (comm.rank() != 0) return;
  std::printf(
      "%lld images on %d ranks, %lld entries in and %lld out; they add up to %.3f and %.3f\n",
      static_cast<long long>(images.n_images), comm.size(),
      static_cast<long long>(images.n_entries), static_cast<long long>(blurred.n_entries), before,
      after);
}

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  int exit_code = 0;
  {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    const mpi::Communicator comm(MPI_COMM_WORLD);
    try {
      SPARSECONV_THROW_IF(argc != 2, input, "usage: distributed INPUT");
      convolve(comm, argv[1]);
    } catch (const SparseConv::Error& error) {  // the same on every rank
      if (comm.rank() == 0) std::fprintf(stderr, "distributed: %s\n", error.what());
      exit_code = 1;
    }
  }
  MPI_Finalize();
  return exit_code;
}
