#include <mpi/batches.hpp>
#include <mpi/expect_error_everywhere.hpp>

namespace SparseConv::Test {
namespace {

using Work = std::vector<std::int64_t>;

TEST(DistributedPartition, IsThatOfAllImages) {
  const mpi::Communicator comm(MPI_COMM_WORLD);
  Random random(5);
  for (const std::int64_t n_images : {0, 1, 6, 100})
    for (int i = 0; i < 20; ++i) {
      Work work(static_cast<std::size_t>(n_images));
      for (auto& w : work)
        w = std::uniform_int_distribution<std::int64_t>(0, std::int64_t(1) << (2 * i))(random);
      const auto present = random_boundaries(random, n_images, comm.size());
      const Work mine(work.begin() + present[comm.rank()], work.begin() + present[comm.rank() + 1]);
      EXPECT_EQ(mpi::partition(comm, mine), mpi::partition(work, comm.size()));
    }
}

TEST(DistributedPartition, RefusesEverywhereWhatOneRankHasWrong) {
  const mpi::Communicator comm(MPI_COMM_WORLD);
  for (int rank = 0; rank < comm.size(); ++rank)
    expect_error_everywhere(
        comm,
        [&] {
          (void)mpi::partition(comm, Work{1, comm.rank() == rank ? -3 : 3});
        },
        Error::Cause::input, about_rank(comm, rank) + "image 1 is given -3 of work");
}

TEST(DistributedPartition, RefusesMoreWorkThanCanBeCounted) {
  const mpi::Communicator comm(MPI_COMM_WORLD);
  if (comm.size() == 1) GTEST_SKIP() << "for several ranks";
  expect_error_everywhere(
      comm, [&] { (void)mpi::partition(comm, Work{std::int64_t(1) << 62}); }, Error::Cause::input,
      "the work of all ranks is above 2^63 - 1");
}

}  // namespace
}  // namespace SparseConv::Test
