// Arrays that move along a route, from where they are and through a room on the host.
#include <gtest/gtest.h>
#include <mpi/Transfer.hpp>
#include <numeric>

namespace SparseConv::Test {
namespace {

using namespace mpi::Impl;
using Space = Kokkos::DefaultHostExecutionSpace;
using Array = Kokkos::View<std::int64_t*, Kokkos::HostSpace>;

constexpr std::int64_t length = 3;  // of a parcel

class Transfers : public testing::TestWithParam<bool> {
 protected:
  mpi::Communicator comm{MPI_COMM_WORLD};
  Space space;

  /// Parcels for all ranks, in the order of the ranks or in the opposite one.
  std::vector<Parcel> parcels(bool ascend) const {
    std::vector<Parcel> parcels;
    for (int rank = 0; rank < comm.size(); ++rank) {
      const std::int64_t first = (ascend ? rank : comm.size() - 1 - rank) * length;
      parcels.push_back({rank, first, first + length});
    }
    return parcels;
  }
};

// Element `i` of rank `r` is `100 * r + i`.
TEST_P(Transfers, BringParcelsToTheirRanks) {
  const std::int64_t n = comm.size() * length;
  const Array source("source", n), target("target", n);
  std::iota(source.data(), source.data() + n, 100 * comm.rank());
  const Transfer transfer(space, comm.rank(), {parcels(true), parcels(false)}, source, target,
                          GetParam());
  auto exchange = exchange_of(comm, transfer);
  exchange.run();
  transfer.finish(space);
  for (const Parcel& parcel : parcels(false))
    for (std::int64_t i = 0; i < length; ++i)
      EXPECT_EQ(target(parcel.first + i), 100 * parcel.rank + comm.rank() * length + i);
}

TEST_P(Transfers, OfNothing) {
  const Array none;
  const Transfer transfer(space, comm.rank(), {}, none, none, GetParam());
  auto exchange = exchange_of(comm, transfer);
  exchange.run();
  transfer.finish(space);
}

INSTANTIATE_TEST_SUITE_P(Staged, Transfers, testing::Bool());

}  // namespace
}  // namespace SparseConv::Test
