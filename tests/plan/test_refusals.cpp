// A method that does not fit a limit is refused before it is tried; `automatic` does without it.
#include <SparseConv.hpp>
#include <cmath>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

using TestTypes = Types<float, std::int64_t, Kokkos::DefaultExecutionSpace>;

class Refusals : public testing::Test {
 protected:
  Random random{6};
  SparseImages images = random_images(random, {30, 40}, 10, 0.2);
  Filter filter = random_filter(random, {5, 5});

  void expect_refusal(const SparseImages& of, const Options& options,
                      std::initializer_list<std::string> words) {
    expect_error([&] { return convolve<TestTypes>(of, filter, options); }, Error::Cause::system,
                 words);
  }
  static Options with(Method method) {
    Options options;
    options.method = method;
    return options;
  }
};

TEST_F(Refusals, PrecomputedOverItsBudget) {
  Options options = with(Method::precomputed);
  const std::int64_t bytes = 1200 * 25 * (4 + 3 * 4) + 1201 * 8;
  options.memory_budget = bytes;
  EXPECT_NO_THROW(convolve<TestTypes>(images, filter, options));
  options.memory_budget = bytes - 1;
  expect_refusal(images, options,
                 {"precomputed", std::to_string(bytes), "memory_budget): raise it", "direct"});
}

TEST_F(Refusals, LazyOverItsBuffer) {
  Options options = with(Method::lazy);
  std::int64_t most = 0;
  for (std::int64_t i = 0; i < 10; ++i)
    most = std::max(most, images.row_map[i + 1] - images.row_map[i]);
  options.max_buffer_bytes = most * 25 * 2 * (4 + 8);
  EXPECT_NO_THROW(convolve<TestTypes>(images, filter, options));
  options.max_buffer_bytes -= 1;
  expect_refusal(images, options,
                 {"lazy", std::to_string(most) + " entries", "max_buffer_bytes", "direct"});
}

TEST_F(Refusals, GatherScatterOverItsBuffer) {
  Options options = with(Method::gather_scatter);
  options.max_buffer_bytes = 1200 * 4;
  EXPECT_NO_THROW(convolve<TestTypes>(images, filter, options));
  options.max_buffer_bytes -= 1;
  expect_refusal(images, options, {"gather_scatter", "4800", "max_buffer_bytes", "direct"});
}

TEST_F(Refusals, ChunksDoNotChangeABit) {
  for (const Method method : {Method::lazy, Method::gather_scatter}) {
    Options options = with(method);
    const SparseImages whole = convolve<TestTypes>(images, filter, options);
    for (const std::int64_t bytes : {200000, 400000, 1000000}) {
      options.max_buffer_bytes = method == Method::lazy ? bytes : bytes / 20;
      EXPECT_TRUE(identical(convolve<TestTypes>(images, filter, options), whole))
          << to_string(method) << ", " << bytes << " bytes";
    }
  }
}

TEST_F(Refusals, AutomaticDoesWithoutWhatDoesNotFit) {
  Options options;
  options.memory_budget = 1;
  options.max_buffer_bytes = 1;
  EXPECT_TRUE(agrees(convolve<TestTypes>(images, filter, options),
                     reference_convolve(images, filter, Mode::same, true), 1e-5));
}

TEST_F(Refusals, WeightsThatAreBeyondThePlansType) {
  const Kokkos::DefaultExecutionSpace space;
  const Filter large({1, 3}, {1, -1e39, 2}), infinite({1, 3}, {1, -INFINITY, 2});
  Plan<double> of_double(space, {4, 5}, large);
  const auto expect_refused = [](const auto& call) {
    expect_error(call, Error::Cause::input, "weight in row 0, column 1");
  };
  expect_refused([&] { Plan<float>(space, {4, 5}, large); });
  Plan<float> plan(space, {4, 5}, infinite);
  expect_refused([&] { plan.update_filter(space, large); });
}

TEST_F(Refusals, AnImageOf70000Squared) {
  SparseImages huge{{70000, 70000}, {0}, {}, {}};
  for (std::int64_t k = 0; k < 300; ++k) huge.add(k * 16333333 + k % 7, 1 + static_cast<double>(k));
  huge.end_image();
  for (const Method method : {Method::automatic, Method::direct, Method::lazy})
    EXPECT_TRUE(agrees(convolve<TestTypes>(huge, filter, with(method)),
                       reference_convolve(huge, filter, Mode::same, true), 1e-5))
        << to_string(method);
  expect_refusal(huge, with(Method::precomputed),
                 {"cannot count the pixels", "70000x70000", "2^31 - 2", "direct"});
  expect_refusal(huge, with(Method::gather_scatter), {"70000x70000", "max_buffer_bytes"});
}

}  // namespace
}  // namespace SparseConv::Test
