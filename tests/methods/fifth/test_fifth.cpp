// The added method has a name and is in the list of all methods, gives the same bits as direct, and
// is considered by automatic.
#include <SparseConv.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

using TestTypes = Types<double, std::int64_t, Kokkos::DefaultExecutionSpace>;

Options with(const std::string& method) {
  Options options;
  options.method = method_from_string(method);
  return options;
}

TEST(Fifth, IsAmongAllMethods) {
  EXPECT_EQ(all_methods(), (std::vector<Method>{Method::direct, Method::plain}));
  EXPECT_EQ(to_string(Method::plain), "plain");
}

TEST(Fifth, GivesWhatTheOthersGive) {
  Random random(1);
  const SparseImages images = random_images(random, {20, 30}, 4, 0.2);
  const Filter filter = random_filter(random, {3, 4});
  EXPECT_TRUE(identical(convolve<TestTypes>(images, filter, with("plain")),
                        convolve<TestTypes>(images, filter, with("direct"))));
}

TEST(Fifth, TellsWhatItCan) {
  const Plan plan(Kokkos::DefaultExecutionSpace(), {20, 30}, box_filter(3), with("plain"));
  EXPECT_EQ(plan.method(), Method::plain);
  EXPECT_FALSE(plan.has_phases());
  EXPECT_EQ(plan.buffer_bytes(), 0);
}

TEST(Fifth, MayBeTheCheapest) {
  Options nearly_nothing;
  nearly_nothing.expected_images = 1;
  nearly_nothing.expected_density = 0;
  const Plan plan(Kokkos::DefaultHostExecutionSpace(), {20, 30}, box_filter(3), nearly_nothing);
  EXPECT_EQ(plan.method(), Method::plain);
}

}  // namespace
}  // namespace SparseConv::Test
