#include <gtest/gtest.h>
#include <SparseConv/Error.hpp>
#include <SparseConv/Shape.hpp>

namespace SparseConv {
namespace {

TEST(Shape, OutputOfEachMode) {
  EXPECT_EQ(output_shape({10, 20}, {3, 4}, Mode::full), (ImageShape{12, 23}));
  EXPECT_EQ(output_shape({10, 20}, {3, 4}, Mode::same), (ImageShape{10, 20}));
  EXPECT_EQ(output_shape({10, 20}, {3, 4}, Mode::valid), (ImageShape{8, 17}));
  EXPECT_EQ(output_shape({3, 4}, {3, 4}, Mode::valid), (ImageShape{1, 1}));
}

TEST(Shape, ValidNeedsAnImageAsLargeAsTheFilter) {
  EXPECT_THROW(static_cast<void>(output_shape({2, 4}, {3, 4}, Mode::valid)), Error);
  EXPECT_THROW(static_cast<void>(output_shape({3, 3}, {3, 4}, Mode::valid)), Error);
  EXPECT_EQ(output_shape({2, 4}, {3, 4}, Mode::full), (ImageShape{4, 7}));
}

TEST(Shape, RefusesExtentsOutOfRange) {
  EXPECT_THROW(static_cast<void>(output_shape({0, 4}, {1, 1}, Mode::same)), Error);
  EXPECT_THROW(static_cast<void>(output_shape({4, -1}, {1, 1}, Mode::same)), Error);
  EXPECT_THROW(static_cast<void>(output_shape({4, 4}, {1, 0}, Mode::same)), Error);
  EXPECT_THROW(static_cast<void>(output_shape({max_extent + 1, 1}, {1, 1}, Mode::same)), Error);
  EXPECT_THROW(static_cast<void>(output_shape({max_extent, 1}, {2, 1}, Mode::full)), Error);
  EXPECT_EQ(output_shape({max_extent, 1}, {2, 1}, Mode::same).height, max_extent);
}

TEST(Shape, ModesHaveNames) {
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid})
    EXPECT_EQ(mode_from_string(to_string(mode)), mode);
  EXPECT_THROW(static_cast<void>(mode_from_string("Same")), Error);
  EXPECT_THROW(static_cast<void>(mode_from_string("")), Error);
}

TEST(Shape, ErrorsSayWhereTheyComeFrom) {
  try {
    static_cast<void>(output_shape({2, 4}, {3, 4}, Mode::valid));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.cause(), Error::Cause::input);
    EXPECT_NE(std::string(error.what()).find("2x4"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.location()).find("Shape.cpp:"), std::string::npos);
  }
}

}  // namespace
}  // namespace SparseConv
