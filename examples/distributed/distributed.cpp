// Convolves a batch in a file on many ranks: mpirun -n 4 distributed INPUT OUTPUT
//
// Look at: every rank reads a slice of its own, rebalance() then gives all the same work, apply()
// convolves on every rank, each writes a file of its own, which OUTPUT refers to, and an error on
// one of them ends all of them with the same message. No rank ever holds everything.

#include <SparseConv.hpp>
#include <SparseConv/io.hpp>
#include <SparseConv/mpi.hpp>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace io = SparseConv::io;
namespace mpi = SparseConv::mpi;
using Space = Kokkos::DefaultHostExecutionSpace;  // files and messages are host memory
using Batch = io::HostBatch<float, std::int32_t>;
using Images = mpi::DistributedBatch<float, std::int32_t, Space>;

double sum(const mpi::Communicator& comm, const Space& space, const Batch& batch) {
  const auto values = batch.values;
  double total = 0;
  Kokkos::parallel_reduce(
      "sum", Kokkos::RangePolicy<Space>(space, 0, values.extent(0)),
      KOKKOS_LAMBDA(const int i, double& partial) { partial += values(i); }, total);
  MPI_Allreduce(MPI_IN_PLACE, &total, 1, MPI_DOUBLE, MPI_SUM, comm.get());
  return total;
}

/// Writes the images of each rank to a file OUTPUT.parts/RANK.h5, and with the first rank OUTPUT.
void write(const mpi::Communicator& comm, const Images& images, SparseConv::ImageShape shape,
           const std::string& output) {
  const auto part_of = [&](int rank) { return output + ".parts/" + std::to_string(rank) + ".h5"; };
  mpi::agree(comm, [&] {
    std::filesystem::create_directories(output + ".parts");
    io::BatchWriter writer(part_of(comm.rank()), shape);
    writer.append(images.local);
    writer.finish();
  });
  const int continues = images.continues ? 1 : 0;  // whether an image is divided between ranks
  std::vector<int> of_ranks(static_cast<std::size_t>(comm.size()));
  MPI_Gather(&continues, 1, MPI_INT, of_ranks.data(), 1, MPI_INT, 0, comm.get());
  mpi::agree(comm, [&] {
    if (comm.rank() != 0) return;
    std::vector<io::BatchPart> parts;
    for (const int one : of_ranks)
      parts.push_back({part_of(static_cast<int>(parts.size())), one != 0});
    io::link_batches<float, std::int32_t>(output, shape, {}, parts);
  });
}

void convolve(const mpi::Communicator& comm, const char* input, const char* output) {
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
  SparseConv::Plan<float, std::int32_t, Space> plan(space, info.image_shape.value(), filter,
                                                    options);
  const auto images = mpi::rebalance(comm, space, mpi::as_distributed(comm, space, slice),
                                     mpi::convolution_work(filter, plan.output_shape()));
  const auto blurred = mpi::apply(comm, space, plan, images);

  const double before = sum(comm, space, images.local), after = sum(comm, space, blurred.local);
  write(comm, blurred, plan.output_shape(), output);
  mpi::agree(comm, [&] {
    if (comm.rank() != 0) return;
    std::printf(
        "%lld images on %d ranks, %lld entries in and %lld out; they add up to %.3f and %.3f\n",
        static_cast<long long>(images.n_images), comm.size(),
        static_cast<long long>(images.n_entries),
        static_cast<long long>(io::BatchReader(output).info().nnz), before, after);
  });
}

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  int exit_code = 0;
  {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    const mpi::Communicator comm(MPI_COMM_WORLD);
    try {
      SPARSECONV_THROW_IF(argc != 3, input, "usage: distributed INPUT OUTPUT");
      convolve(comm, argv[1], argv[2]);
    } catch (const SparseConv::Error& error) {  // the same on every rank
      if (comm.rank() == 0) std::fprintf(stderr, "distributed: %s\n", error.what());
      exit_code = 1;
    }
  }
  MPI_Finalize();
  return exit_code;
}
