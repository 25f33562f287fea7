#include <gtest/gtest.h>
#include <rows/halo.hpp>

namespace SparseConv::Test {
namespace {

using namespace rows;
using Impl::make_geometry;

// Images of 10 rows and 4 columns, a filter of 3 rows and 2 columns.
const Geometry full = make_geometry({10, 4}, {3, 2}, Mode::full);    // results of 12 x 5
const Geometry same = make_geometry({10, 4}, {3, 2}, Mode::same);    // results of 10 x 4
const Geometry valid = make_geometry({10, 4}, {3, 2}, Mode::valid);  // results of 8 x 3

TEST(RowRange, KnowsItsImages) {
  EXPECT_EQ(images_of({0, 10}, 10).last, 1);
  EXPECT_EQ(images_of({9, 11}, 10).first, 0);
  EXPECT_EQ(images_of({9, 11}, 10).last, 2);
  EXPECT_EQ(images_of({9, 9}, 10).size(), 0);
  EXPECT_EQ(images_of({20, 20}, 10).size(), 0);
  EXPECT_EQ(rows_of({1, 3}, 10), (RowRange{10, 30}));
}

TEST(RowRange, Intersects) {
  EXPECT_EQ(intersect(RowRange{0, 5}, RowRange{3, 9}), (RowRange{3, 5}));
  EXPECT_TRUE(intersect(RowRange{0, 3}, RowRange{5, 9}).empty());
  const std::vector<RowRange> pieces = intersect({{0, 4}, {6, 8}, {9, 12}}, RowRange{3, 10});
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0], (RowRange{3, 4}));
  EXPECT_EQ(pieces[2], (RowRange{9, 10}));
}

TEST(Halo, IsAboveTheFirstRowAndInsideItsImage) {
  EXPECT_EQ(halo({20, 40}, same), (RowRange{20, 40}));
  EXPECT_EQ(halo({21, 40}, same), (RowRange{20, 40}));
  EXPECT_EQ(halo({27, 33}, same), (RowRange{25, 33}));
}

TEST(OutputRows, OfWholeImagesAreWholeImages) {
  EXPECT_EQ(output_rows({10, 30}, full), (RowRange{12, 36}));
  EXPECT_EQ(output_rows({10, 30}, same), (RowRange{10, 30}));
  EXPECT_EQ(output_rows({10, 30}, valid), (RowRange{8, 24}));
}

TEST(OutputRows, BeginWhereTheFirstRowReaches) {
  EXPECT_EQ(output_rows({14, 20}, full).first, 12 + 4);
  EXPECT_EQ(output_rows({14, 20}, same).first, 10 + 3);
  EXPECT_EQ(output_rows({14, 20}, valid).first, 8 + 2);
  EXPECT_EQ(output_rows({11, 20}, valid).first, 8);
}

TEST(OutputRows, BeginAndEndInsideImages) {
  EXPECT_EQ(output_rows({14, 25}, full), (RowRange{12 + 4, 24 + 5}));
  EXPECT_EQ(output_rows({14, 25}, same), (RowRange{10 + 3, 20 + 4}));
  EXPECT_EQ(output_rows({14, 25}, valid), (RowRange{8 + 2, 16 + 3}));
}

TEST(OutputRows, MayBeNone) {
  EXPECT_TRUE(output_rows({10, 12}, valid).empty());
  EXPECT_TRUE(output_rows({14, 14}, full).empty());
}

/// Every row of the image from which a tap reaches the output rows of a range is in its halo.
TEST(OutputRows, NeedNothingOutsideTheHalo) {
  for (const Geometry& geometry : {full, same, valid})
    for (std::int64_t first = 0; first < 10; ++first)
      for (std::int64_t last = first + 1; last <= 10; ++last) {
        const RowRange made = output_rows({first, last}, geometry);
        const RowRange known = halo({first, last}, geometry);
        for (std::int64_t y = made.first; y < made.last; ++y)
          for (std::int64_t tap = 0; tap < geometry.filter.height; ++tap) {
            const std::int64_t row = y + geometry.row_origin - tap;
            if (row < 0 || row >= 10) continue;
            EXPECT_TRUE(known.first <= row && row < known.last) << first << ' ' << last;
          }
      }
}

}  // namespace
}  // namespace SparseConv::Test
