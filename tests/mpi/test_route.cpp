#include <gtest/gtest.h>
#include <mpi/packing.hpp>
#include <mpi/route.hpp>

namespace SparseConv::Test {
namespace {

using namespace mpi::Impl;
using Parcels = std::vector<Parcel>;
using Numbers = std::vector<std::int64_t>;

/// Expects that every rank receives from another the parcels that the other sends, in order.
void expect_matching(const mpi::Boundaries& have, const std::vector<WantedRows>& wanted) {
  const int n_ranks = static_cast<int>(wanted.size());
  for (int from = 0; from < n_ranks; ++from)
    for (int to = 0; to < n_ranks; ++to) {
      Parcels sent = with_rank(route_of_rows(from, have, wanted).sends, to);
      for (Parcel& parcel : sent) parcel.rank = from;
      EXPECT_EQ(sent, with_rank(route_of_rows(to, have, wanted).receives, from));
    }
}

TEST(RouteOfRows, MovesRowsToNewBoundaries) {
  const mpi::Boundaries have{0, 5, 5, 12};
  const auto wanted = wanted_between({0, 0, 7, 12});
  EXPECT_TRUE(wanted[0].empty());
  expect_matching(have, wanted);
  const Route first = route_of_rows(0, have, wanted), last = route_of_rows(2, have, wanted);
  EXPECT_EQ(first.sends, (Parcels{{1, 0, 5}}));
  EXPECT_EQ(first.receives, Parcels());
  EXPECT_EQ(last.sends, (Parcels{{1, 5, 7}, {2, 7, 12}}));
  EXPECT_EQ(last.receives, (Parcels{{2, 7, 12}}));
}

TEST(RouteOfRows, SendsARowToAllThatWantIt) {
  const mpi::Boundaries have{0, 3, 4, 9};
  const std::vector<WantedRows> wanted{{{0, 3}}, {{1, 4}}, {{0, 9}}};
  expect_matching(have, wanted);
  EXPECT_EQ(route_of_rows(0, have, wanted).sends, (Parcels{{0, 0, 3}, {1, 1, 3}, {2, 0, 3}}));
  EXPECT_EQ(route_of_rows(2, have, wanted).receives, (Parcels{{0, 0, 3}, {1, 3, 4}, {2, 4, 9}}));
}

TEST(RouteOfRows, TakesRowsAtBothEndsOfAnImage) {
  const mpi::Boundaries have{0, 3, 6, 10};
  const std::vector<WantedRows> wanted{{{0, 4}, {9, 10}}, {{2, 7}}, {{0, 1}, {5, 10}}};
  expect_matching(have, wanted);
  EXPECT_EQ(route_of_rows(0, have, wanted).receives, (Parcels{{0, 0, 3}, {1, 3, 4}, {2, 9, 10}}));
}

// Images of 4 rows. This rank has rows 2 to 9, with 3, 2 and 1 entries in the images, and parcels
// take some of the entries.
TEST(Packing, CountsTheEntriesOfImages) {
  const Parcels rows{{0, 2, 5}, {1, 5, 10}}, entries{{0, 0, 4}, {1, 4, 6}};
  EXPECT_EQ(parcels_of_counts(rows, 4), (Parcels{{0, 0, 2}, {1, 2, 4}}));
  EXPECT_EQ(count_entries({0, 3, 5, 6}, 0, 4, rows, entries), (Numbers{3, 1, 1, 1}));
  EXPECT_EQ(parcels_of_entries({{0, 0, 2}, {1, 2, 4}}, {3, 1, 1, 1}), entries);
}

TEST(Packing, AddsUpTheEntriesOfAnImageThatComesFromSeveralRanks) {
  const Parcels rows{{0, 2, 5}, {1, 5, 10}};
  EXPECT_EQ(row_map_of({{2, 10}}, 4, rows, {3, 1, 1, 1}), (Numbers{0, 3, 5, 6}));
  EXPECT_EQ(row_map_of({}, 4, {}, {}), (Numbers{0}));
}

}  // namespace
}  // namespace SparseConv::Test
