#include <gtest/gtest.h>
#include <rows/halo.hpp>

namespace SparseConv::Test {
namespace {

using namespace rows;
using Impl::make_geometry;
using Impl::transposed;

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

/// What options make of images of 10 rows and 4 columns and a filter of this shape.
Impl::Stages stages_of(Boundary boundary, Mode mode, bool adjoint = false,
                       ImageShape filter = {3, 2}) {
  Options options;
  options.boundary = boundary;
  options.adjoint = adjoint;
  return Impl::make_stages({10, 4}, filter, output_window({10, 4}, filter, mode), options);
}

std::vector<RowRange> known(RowRange range, Boundary boundary, bool adjoint = false) {
  return known_rows(range, stages_of(boundary, Mode::same, adjoint));
}

using Ranges = std::vector<RowRange>;

TEST(RowRange, AreUnited) {
  EXPECT_EQ(united({{5, 7}, {0, 2}, {2, 3}, {6, 9}, {4, 4}}), (Ranges{{0, 3}, {5, 9}}));
  EXPECT_EQ(united({{0, 9}, {2, 3}}), (Ranges{{0, 9}}));
  EXPECT_TRUE(united({{3, 3}}).empty());
}

TEST(Halo, IsAboveTheFirstRowAndInsideItsImage) {
  EXPECT_EQ(known({20, 40}, Boundary::zero), (Ranges{{20, 40}}));
  EXPECT_EQ(known({21, 40}, Boundary::zero), (Ranges{{20, 40}}));
  EXPECT_EQ(known({27, 33}, Boundary::zero), (Ranges{{25, 33}}));
}

TEST(Halo, IsWhereABoundaryHasItsRowsFrom) {
  EXPECT_EQ(known({20, 40}, Boundary::wrap), (Ranges{{20, 40}}));
  EXPECT_EQ(known({20, 25}, Boundary::wrap), (Ranges{{20, 25}, {29, 30}}));
  EXPECT_EQ(known({27, 30}, Boundary::wrap), (Ranges{{20, 21}, {25, 30}}));
  EXPECT_EQ(known({27, 30}, Boundary::mirror), (Ranges{{25, 30}}));
  EXPECT_EQ(known({29, 30}, Boundary::mirror), (Ranges{{27, 30}}));
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

/// Whether a row is in one of some ranges.
bool has(const Ranges& ranges, std::int64_t row) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](RowRange range) { return range.first <= row && row < range.last; });
}

/// Calls `visit(from, to)` for the rows that a tap carries from the image to the result.
template <class Visit>
void for_each_step(const Impl::Stages& stages, std::int64_t filter_height, const Visit& visit) {
  const Geometry whole = stages.adjoint ? transposed(stages.whole) : stages.whole;
  for (std::int64_t to = 0; to < whole.output.height; ++to)
    for (std::int64_t tap = 0; tap < filter_height; ++tap) {
      std::int64_t from = to + whole.row_origin - tap;
      if (stages.extension) from = source_of(stages.extension->boundary, 10, from);
      if (from < 0 || from >= 10) continue;
      stages.adjoint ? visit(to, from) : visit(from, to);
    }
}

/// Every row of the image from which a tap reaches the output rows of a range is known.
TEST(OutputRows, NeedNothingThatIsNotKnown) {
  for (const Boundary boundary : all_boundaries())
    for (const Mode mode : {Mode::full, Mode::same, Mode::valid})
      for (const bool adjoint : {false, true})
        for (const std::int64_t filter : {1, 3, 4, 9, 25}) {
          if (mode == Mode::valid && filter > 10) continue;
          const Impl::Stages stages = stages_of(boundary, mode, adjoint, {filter, 2});
          const std::int64_t height = stages.whole.image.height;
          for (std::int64_t first = 0; first < height; ++first)
            for (std::int64_t last = first + 1; last <= height; ++last) {
              const RowRange made = output_rows({first, last}, stages.whole);
              const Ranges rows = known_rows({first, last}, stages);
              for_each_step(stages, filter, [&](std::int64_t from, std::int64_t to) {
                if (made.first <= to && to < made.last) {
                  EXPECT_TRUE(has(rows, from));
                }
              });
            }
        }
}

/// The rows that ranges one after the other make are all rows.
TEST(OutputRows, AreDividedWithoutAGap) {
  for (const Boundary boundary : {Boundary::zero, Boundary::wrap})
    for (const bool adjoint : {false, true}) {
      const Impl::Stages stages = stages_of(boundary, Mode::full, adjoint, {4, 2});
      const std::int64_t height = stages.whole.image.height;
      for (std::int64_t row = 0; row <= height; ++row) {
        EXPECT_EQ(output_rows({0, row}, stages.whole).last,
                  output_rows({row, height}, stages.whole).first);
        EXPECT_EQ(output_rows({row, height}, stages.whole).last, stages.whole.output.height);
      }
    }
}

}  // namespace
}  // namespace SparseConv::Test
