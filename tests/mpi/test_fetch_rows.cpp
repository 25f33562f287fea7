#include <mpi/batches.hpp>
#include <mpi/fetch_rows.hpp>
#include <support/compare.hpp>

namespace SparseConv::Test {
namespace {

using namespace mpi::Impl;
using Space = Kokkos::DefaultExecutionSpace;

constexpr ImageShape shape{9, 14};

class FetchRows : public testing::Test {
 protected:
  mpi::Communicator comm{MPI_COMM_WORLD};
  Random random{19};
  Space space;
  SparseImages images = random_images(random, shape, 3, 0.3);
  mpi::Boundaries have = random_boundaries(random, 3 * shape.height, comm.size());

  auto batch() {
    const RowRange rows = rows_of_rank(have, comm.rank());
    return mpi::as_distributed(comm, space,
                               to_batch<float, std::int32_t, Space>(rows_of(images, rows)), shape,
                               rows.first);
  }
  SparseImages fetch(const std::vector<WantedRows>& wanted) {
    return from_batch(fetch_rows(comm, space, batch(), have, wanted), shape);
  }
};

TEST_F(FetchRows, BringsOverlappingRows) {
  std::vector<WantedRows> wanted(static_cast<std::size_t>(comm.size()));
  for (WantedRows& rows : wanted) {
    const auto ends = random_boundaries(random, 3 * shape.height, 3);
    if (ends[1] < ends[2]) rows = {{ends[1], ends[2]}};
  }
  const WantedRows mine = wanted[comm.rank()];
  EXPECT_TRUE(identical(fetch(wanted), rows_of(images, mine.empty() ? RowRange() : mine[0])));
}

// A filter would need this if it reached over the end of an image to the rows at its beginning.
TEST_F(FetchRows, BringsRowsAtBothEndsOfAnImage) {
  const std::vector<WantedRows> wanted(static_cast<std::size_t>(comm.size()), {{9, 11}, {15, 20}});
  SparseImages expected{shape, {0}, {}, {}};
  for (const RowRange rows : {RowRange{9, 11}, RowRange{15, 18}}) {
    const SparseImages ends = rows_of(images, rows);
    for (std::size_t k = 0; k < ends.columns.size(); ++k)
      expected.add(ends.columns[k], ends.values[k]);
  }
  expected.end_image();
  const SparseImages next = rows_of(images, {18, 20});
  for (std::size_t k = 0; k < next.columns.size(); ++k)
    expected.add(next.columns[k], next.values[k]);
  expected.end_image();
  EXPECT_TRUE(identical(fetch(wanted), expected));
}

TEST_F(FetchRows, SharesWhatStays) {
  const auto mine = batch();
  const auto fetched = fetch_rows(comm, space, mine, have, wanted_between(have));
  EXPECT_EQ(fetched.values.data(), mine.local.values.data());
}

TEST_F(FetchRows, SharesWhatStaysWhereOthersAreSentRows) {
  auto wanted = wanted_between(have);
  wanted.back() = {{0, 3 * shape.height}};
  const auto mine = batch();
  const auto fetched = fetch_rows(comm, space, mine, have, wanted);
  if (comm.rank() + 1 < comm.size())
    EXPECT_EQ(fetched.values.data(), mine.local.values.data());
  else
    EXPECT_TRUE(identical(from_batch(fetched, shape), images));
}

}  // namespace
}  // namespace SparseConv::Test
