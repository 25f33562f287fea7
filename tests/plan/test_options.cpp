// The constructor of a plan refuses options out of their range. Options take from a batch what to
// expect.
#include <SparseConv.hpp>
#include <limits>
#include <support/SparseImages.hpp>
#include <support/expect_error.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

using Space = Kokkos::DefaultExecutionSpace;

void expect_refusal(const Options& options, std::initializer_list<std::string> words) {
  expect_error(
      [&] {
        return Plan<float>(Space(), {60, 70}, box_filter(3), options);
      },
      Error::Cause::input, words);
}

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

template <class Member, class Number>
Options with(Member Options::*member, Number value) {
  Options options;
  options.*member = value;
  return options;
}

TEST(Options, OfATeamAreWhatTheSpaceAllows) {
  expect_refusal(with(&Options::team_size, 100000), {"team_size is 100000", "from 0 to "});
  expect_refusal(with(&Options::team_size, std::numeric_limits<int>::max()), {"team_size"});
  expect_refusal(with(&Options::team_size, -1), {"team_size is -1", "from 0 to "});
}

TEST(Options, OfATileAreWhatItsMemoryAllows) {
  for (const int team_size : {0, 1, 2}) {
    Options options = with(&Options::tile_pixels, std::int64_t(1) << 62);
    options.team_size = std::min(team_size, Space().concurrency());
    expect_refusal(options, {"tile_pixels is 4611686018427387904", "from 0 to "});
    options.tile_pixels = (std::int64_t(1) << 31) / 4;  // more bytes than an int can count
    expect_refusal(options, {"tile_pixels"});
    options.tile_pixels = -1;
    expect_refusal(options, {"tile_pixels is -1", "from 0 to "});
  }
}

TEST(Options, OfSizesAreNotNegative) {
  expect_refusal(with(&Options::memory_budget, -1), {"memory_budget is -1", "at least 0"});
  expect_refusal(with(&Options::max_buffer_bytes, -5), {"max_buffer_bytes is -5", "at least 0"});
  expect_refusal(with(&Options::max_kept_bytes, -most), {"max_kept_bytes", "at least 0"});
}

TEST(Options, OfExpectationsAreFractions) {
  const double infinity = std::numeric_limits<double>::infinity();
  expect_refusal(with(&Options::expected_images, -1), {"expected_images is -1", "at least 0"});
  for (const double density : {-0.5, infinity, std::nan("")})
    expect_refusal(with(&Options::expected_density, density), {"expected_density", "at least 0"});
  for (const double area : {-0.5, 1.5, infinity, std::nan("")})
    expect_refusal(with(&Options::expected_area, area), {"expected_area", "from 0 to 1"});
}

TEST(Options, OfNamesAreEnumerators) {
  expect_refusal(with(&Options::mode, static_cast<Mode>(77)), {"no mode"});
  expect_refusal(with(&Options::method, static_cast<Method>(77)), {"no method"});
}

/// The largest value that the message of a refusal allows.
std::int64_t largest_allowed(const Options& options) {
  try {
    const Plan<float> plan(Space(), {60, 70}, box_filter(3), options);
  } catch (const Error& error) {
    const std::string message = error.what();
    return std::stoll(message.substr(message.rfind(' ')));
  }
  return -1;
}

// A value that the message allows is allowed: the tile fits the scratch memory, and the team fits
// the space, even if the filter is so large that rows are cut into tiles.
TEST(Options, AtTheEndOfTheRangeAreTaken) {
  const SparseImages images{{60, 70}, {0, 2}, {0, 4199}, {1, 2}};
  const auto batch = to_batch<float, std::int32_t, Space>(images);
  Options options;
  options.method = Method::direct;
  options.team_size = static_cast<int>(largest_allowed(with(&Options::team_size, 1 << 30)));
  options.tile_pixels = largest_allowed(with(&Options::tile_pixels, most));
  ASSERT_GE(options.team_size, 1);
  ASSERT_GE(options.tile_pixels, on_host<Space> ? 4096 : 2048);
  EXPECT_EQ(Plan<float>(Space(), images.shape, box_filter(3), options).apply(Space(), batch).nnz(),
            8);
  options.memory_budget = options.max_buffer_bytes = most;
  options.expected_images = most;
  options.expected_density = std::numeric_limits<double>::max();
  options.method = Method::automatic;
  EXPECT_EQ(Plan<float>(Space(), images.shape, box_filter(3), options).apply(Space(), batch).nnz(),
            8);
}

// A call may be on an instance with fewer threads than the one on which the plan was made.
TEST(Options, ATeamIsNoLargerThanTheInstanceAllows) {
  const SparseImages images{{60, 70}, {0, 2}, {0, 4199}, {1, 2}};
  const auto batch = to_batch<float, std::int32_t, Space>(images);
  Options options;
  options.method = Method::direct;
  options.team_size = static_cast<int>(largest_allowed(with(&Options::team_size, 1 << 30)));
  Plan<float> plan(Space(), images.shape, box_filter(3), options);
  for (const Space& instance : Kokkos::Experimental::partition_space(Space(), 1, 1))
    EXPECT_EQ(plan.apply(instance, batch).nnz(), 8);
}

TEST(Options, ExpectWhatABatchIsLike) {
  // Two images of 10 x 20 pixels: a box of 3 x 4 pixels, and one of 1 x 1.
  const SparseImages images{{10, 20}, {0, 3, 4}, {21, 44, 62, 7}, {1, 1, 1, 1}};
  const auto batch = to_batch<float, std::int32_t, Space>(images);
  const Options options = Options().expecting(Space(), batch, images.shape);
  EXPECT_EQ(options.expected_images, 2);
  EXPECT_DOUBLE_EQ(options.expected_density, 4.0 / 400);
  EXPECT_DOUBLE_EQ(options.expected_area, (12.0 + 1) / 2 / 200);
}

TEST(Options, ExpectNoAreaWhereTheMethodIsChosen) {
  const auto batch = to_batch<float, std::int32_t, Space>({{10, 20}, {0, 1}, {21}, {1}});
  Options options;
  options.method = Method::lazy;
  EXPECT_EQ(options.expecting(Space(), batch, {10, 20}).expected_area, 1);
}

TEST(Options, ExpectNothingOfAnEmptyBatch) {
  const auto batch = to_batch<float, std::int32_t, Space>({{10, 20}, {0}, {}, {}});
  const Options options = Options().expecting(Space(), batch, {10, 20});
  EXPECT_EQ(options.expected_images, 0);
  EXPECT_EQ(options.expected_density, 0);
  EXPECT_EQ(options.expected_area, 0);
  EXPECT_NO_THROW(Plan<float>(Space(), {10, 20}, box_filter(3), options));
}

// A wrong batch is left to validate(), which says what is wrong.
TEST(Options, ExpectSomethingOfAnInvalidBatch) {
  for (const SparseImages& images : {SparseImages{{2, 2}, {0, 1}, {1000000}, {1}},
                                     {{2, 2}, {0, -7, 1}, {0}, {1}},
                                     {{2, 2}, {0, 900, 1}, {0}, {1}}}) {
    const auto batch = to_batch<float, std::int32_t, Space>(images);
    const Options options = Options().expecting(Space(), batch, images.shape);
    EXPECT_NO_THROW(Plan<float>(Space(), images.shape, box_filter(3), options));
  }
  const auto batch = to_batch<float, std::int32_t, Space>({{2, 2}, {0}, {}, {}});
  expect_error(
      [&] {
        return Options().expecting(Space(), batch, {0, 4});
      },
      Error::Cause::input, {"no pixels"});
}

}  // namespace
}  // namespace SparseConv::Test
