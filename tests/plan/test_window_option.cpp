// Windows of the result: those that are refused, that are empty, and that have names.
#include <SparseConv/Plan.hpp>
#include <limits>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>

namespace SparseConv::Test {
namespace {

using Space = Kokkos::DefaultExecutionSpace;
using FloatPlan = Plan<float, std::int32_t, Space>;

SparseImages result_of(const SparseImages& images, const Options& options) {
  return convolve<Types<float, std::int32_t, Space>>(images, gaussian_filter(1), options);
}

TEST(Windows, AreRefusedWhereTheyCannotBe) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for (const OutputWindow window :
       {OutputWindow{0, 0, {0, 4}}, OutputWindow{0, 0, {4, -1}},
        OutputWindow{-max_extent, 0, {4, 4}}, OutputWindow{0, max_extent, {4, 4}},
        OutputWindow{0, most, {4, 4}}, OutputWindow{-most, 0, {4, 4}},
        OutputWindow{0, 0, {most, 4}}}) {
    Options options;
    options.window = window;
    expect_error(
        [&] {
          return FloatPlan(Space(), {5, 5}, box_filter(3), options);
        },
        Error::Cause::input, {"the option window is " + to_string(window)});
  }
}

TEST(Windows, BeyondTheResultAreEmpty) {
  Options options;
  options.window = OutputWindow{100, -50, {5, 5}};
  Random random(1);
  EXPECT_TRUE(result_of(random_images(random, {9, 9}, 2, 1), options).values.empty());
  options.window = OutputWindow{-max_extent + 20, max_extent - 20, {5, 5}};
  for (const Method method : all_methods()) {
    options.method = method;
    EXPECT_TRUE(result_of(random_images(random, {9, 9}, 2, 1), options).values.empty());
  }
}

TEST(Windows, HaveModesAndAnchorsAsNames) {
  EXPECT_EQ(output_window({7, 9}, {4, 3}, Mode::same), (OutputWindow{1, 1, {7, 9}}));
  EXPECT_EQ(output_window({7, 9}, {4, 3}, Mode::same, true), (OutputWindow{2, 1, {7, 9}}));
  EXPECT_EQ(output_window({7, 9}, {4, 3}, Mode::full, true), (OutputWindow{0, 0, {10, 11}}));
  EXPECT_EQ(anchored_window({7, 9}, {4, 3}, 0, 2), (OutputWindow{0, 2, {7, 9}}));
  EXPECT_EQ(anchored_window({7, 9}, {4, 3}, 0, 2, true), (OutputWindow{3, 0, {7, 9}}));
  EXPECT_THROW(static_cast<void>(anchored_window({7, 9}, {4, 3}, 4, 0)), Error);
  EXPECT_THROW(static_cast<void>(anchored_window({7, 9}, {4, 3}, 0, -1)), Error);
}

}  // namespace
}  // namespace SparseConv::Test
