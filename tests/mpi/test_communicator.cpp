#include <SparseConv/mpi/Communicator.hpp>
#include <SparseConv/mpi/reduce.hpp>
#include <mpi/check.hpp>
#include <support/expect_error.hpp>
#include <utility>

namespace {

bool refuses_sizes = false;

}  // namespace

/// Replaces MPI's own function, through its profiling interface.
int MPI_Comm_size(MPI_Comm comm, int* size) {
  return refuses_sizes ? MPI_ERR_OTHER : PMPI_Comm_size(comm, size);
}

namespace SparseConv::Test {
namespace {

using mpi::Communicator;

TEST(Communicator, IsADuplicate) {
  const Communicator comm(MPI_COMM_WORLD);
  int rank = -1, size = -1, relation = -1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  MPI_Comm_compare(MPI_COMM_WORLD, comm.get(), &relation);
  EXPECT_EQ(comm.rank(), rank);
  EXPECT_EQ(comm.size(), size);
  EXPECT_EQ(relation, MPI_CONGRUENT);
}

int count_freed(MPI_Comm, int, void* counter, void*) {
  ++*static_cast<int*>(counter);
  return MPI_SUCCESS;
}

TEST(Communicator, IsFreedOnceWhereverItWasMoved) {
  int key = MPI_KEYVAL_INVALID, freed = 0;
  MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, count_freed, &key, nullptr);
  {
    Communicator first(MPI_COMM_WORLD);
    MPI_Comm_set_attr(first.get(), key, &freed);
    Communicator second(std::move(first));
    expect_error([&] { (void)first.get(); }, Error::Cause::input, "was moved from");
    Communicator third(MPI_COMM_SELF);
    third = std::move(second);
    EXPECT_EQ(freed, 0);
  }
  EXPECT_EQ(freed, 1);
  MPI_Comm_free_keyval(&key);
}

TEST(Communicator, IsFreedWhereItCannotBeSetUp) {
  int key = MPI_KEYVAL_INVALID, freed = 0;
  MPI_Comm original = MPI_COMM_NULL;
  MPI_Comm_dup(MPI_COMM_WORLD, &original);
  MPI_Comm_create_keyval(MPI_COMM_DUP_FN, count_freed, &key, nullptr);
  MPI_Comm_set_attr(original, key, &freed);
  refuses_sizes = true;
  expect_error([&] { Communicator comm(original); }, Error::Cause::system, "MPI_Comm_size failed");
  refuses_sizes = false;
  EXPECT_EQ(freed, 1);
  MPI_Comm_free(&original);
  MPI_Comm_free_keyval(&key);
}

TEST(Communicator, TurnsWhatMpiRefusesIntoAnError) {
  const Communicator comm(MPI_COMM_WORLD);
  const int no_rank = comm.size();
  const char byte = 0;
  expect_error([&] { SPARSECONV_MPI(MPI_Send, &byte, 1, MPI_CHAR, no_rank, 0, comm.get()); },
               Error::Cause::system, "MPI_Send failed: ");
}

TEST(Communicator, RefusesWhatIsNone) {
  expect_error([] { Communicator comm(MPI_COMM_NULL); }, Error::Cause::input, "MPI_COMM_NULL");
}

TEST(Communicator, RefusesMessagesThatMpiCannotCount) {
  for (const std::int64_t limit : {std::int64_t(0), std::int64_t(1) << 31})
    expect_error([&] { Communicator comm(MPI_COMM_WORLD, limit); }, Error::Cause::input,
                 std::to_string(limit));
}

TEST(Communicator, HasAllRanksOfItsNodeInAnother) {
  const Communicator comm(MPI_COMM_WORLD);  // mpiexec has started all of them here
  const Communicator node = comm.of_node();
  EXPECT_EQ(node.rank(), comm.rank());
  EXPECT_EQ(node.size(), comm.size());
  EXPECT_EQ(Communicator(MPI_COMM_WORLD, 16).of_node().max_message_bytes(), 16);
}

TEST(Reduce, CombinesElementByElementWhateverTheLengthOfMessages) {
  for (const std::int64_t limit : {std::int64_t(1), std::int64_t(24), std::int64_t(1) << 20}) {
    const Communicator comm(MPI_COMM_WORLD, limit);
    const std::int64_t n = comm.size(), rank = comm.rank();
    std::vector<std::int64_t> numbers(10), sums(10);
    for (std::int64_t i = 0; i < 10; ++i) {
      numbers[static_cast<std::size_t>(i)] = i + rank;
      sums[static_cast<std::size_t>(i)] = i * n + n * (n - 1) / 2;
    }
    EXPECT_EQ(mpi::reduce(comm, numbers, MPI_SUM), sums);
    const double largest = static_cast<double>(n - 1);
    EXPECT_EQ(mpi::reduce<double>(comm, {static_cast<double>(rank), 0.5}, MPI_MAX),
              (std::vector<double>{largest, 0.5}));
    EXPECT_EQ(mpi::reduce<std::uint64_t>(comm, {std::uint64_t(1) << rank}, MPI_BOR),
              (std::vector<std::uint64_t>{(std::uint64_t(1) << n) - 1}));
    EXPECT_TRUE(mpi::reduce<double>(comm, {}, MPI_SUM).empty());
  }
}

}  // namespace
}  // namespace SparseConv::Test
