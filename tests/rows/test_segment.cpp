// Which rows of an image those of an extended image are copies of, drawn out: what numpy.pad makes
// of these letters.
#include <gtest/gtest.h>
#include <rows/Segment.hpp>
#include <string>

namespace SparseConv::rows {
namespace {

/// The image `abcd...` with 7 rows before it and 8 rows after it, set off by blanks.
std::string extended(Boundary boundary, std::int64_t extent) {
  std::string rows;
  for (std::int64_t x = -7; x < extent + 8; ++x) {
    if (x == 0 || x == extent) rows += ' ';
    rows += static_cast<char>('a' + source_of(boundary, extent, x));
  }
  return rows;
}

TEST(Segment, Reflects) {
  EXPECT_EQ(extended(Boundary::reflect, 4), "bcddcba abcd dcbaabcd");
  EXPECT_EQ(extended(Boundary::reflect, 2), "bbaabba ab baabbaab");
}

TEST(Segment, Mirrors) {
  EXPECT_EQ(extended(Boundary::mirror, 4), "babcdcb abcd cbabcdcb");
  EXPECT_EQ(extended(Boundary::mirror, 2), "bababab ab abababab");
}

TEST(Segment, RepeatsTheNearest) {
  EXPECT_EQ(extended(Boundary::nearest, 4), "aaaaaaa abcd dddddddd");
  EXPECT_EQ(extended(Boundary::nearest, 2), "aaaaaaa ab bbbbbbbb");
}

TEST(Segment, Wraps) {
  EXPECT_EQ(extended(Boundary::wrap, 4), "bcdabcd abcd abcdabcd");
  EXPECT_EQ(extended(Boundary::wrap, 2), "bababab ab abababab");
}

TEST(Segment, OfASinglePixelHasOnlyThat) {
  for (const Boundary boundary : all_boundaries())
    if (boundary != Boundary::zero) {
      EXPECT_EQ(extended(boundary, 1), "aaaaaaa a aaaaaaaa");
    }
}

TEST(Segment, FollowOnEachOtherWithoutAGap) {
  for (const Boundary boundary : all_boundaries())
    for (std::int64_t extent = 1; extent < 6 && boundary != Boundary::zero; ++extent)
      for (const std::int64_t n_parts : {1, 2, 7}) {
        std::int64_t x = -13;
        for (const Segment& segment : segments_of(boundary, extent, x, 17))
          for (std::int64_t p = 0; p < n_parts; ++p) {
            const Segment part = segment.part(p, n_parts);
            EXPECT_EQ(part.first, x);
            for (std::int64_t i = 0; i < part.length; ++i, ++x) {
              const std::int64_t source = part.source + part.direction * i;
              EXPECT_EQ(source, source_of(boundary, extent, x));
              EXPECT_TRUE(part.low() <= source && source < part.high());
            }
          }
        EXPECT_EQ(x, 17);
      }
}

TEST(Segment, HasNearlyEqualParts) {
  const Segment segment{-3, 8, 7, -1};
  std::vector<std::int64_t> lengths;
  for (std::int64_t p = 0; p < 3; ++p) lengths.push_back(segment.part(p, 3).length);
  EXPECT_EQ(lengths, (std::vector<std::int64_t>{2, 2, 3}));
}

TEST(Segment, AreOnlyTheImageWhereThereIsNothingBeyond) {
  const auto segments = segments_of(Boundary::zero, 5, -7, 9);
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].first, 0);
  EXPECT_EQ(segments[0].length, 5);
  EXPECT_TRUE(segments_of(Boundary::zero, 5, 5, 9).empty());
  EXPECT_TRUE(segments_of(Boundary::zero, 5, -3, 0).empty());
  EXPECT_EQ(source_of(Boundary::zero, 5, 5), -1);
}

TEST(Segment, AreFewWhereThereAreManyRows) {
  const std::int64_t large = std::int64_t(1) << 31;
  EXPECT_EQ(segments_of(Boundary::nearest, large, -large, 2 * large).size(), 3u);
  EXPECT_EQ(segments_of(Boundary::wrap, large, -5, large + 5).size(), 3u);
  EXPECT_EQ(segments_of(Boundary::wrap, 1, -large, large).size(), 3u);
}

}  // namespace
}  // namespace SparseConv::rows
