// Extreme shapes, filters and batches: a product of sizes that does not fit 64 bits must not be
// taken for a small one.
#include <SparseConv.hpp>
#include <batch/chunks.hpp>
#include <batch/saturate.hpp>
#include <limits>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

TEST(Saturate, GivesTheLargestNumberForMore) {
  using Impl::saturating_product, Impl::saturating_sum;
  EXPECT_EQ(saturating_product(0, most), 0);
  EXPECT_EQ(saturating_product(most, 0), 0);
  EXPECT_EQ(saturating_product(most, 1), most);
  EXPECT_EQ(saturating_product(most / 2, 2), most - 1);
  EXPECT_EQ(saturating_product(most / 2 + 1, 2), most);
  EXPECT_EQ(saturating_product(most, most), most);
  EXPECT_EQ(saturating_sum(most - 1, 1), most);
  EXPECT_EQ(saturating_sum(most, 1), most);
  EXPECT_EQ(saturating_sum(2, 3), 5);
  EXPECT_EQ(saturating_sum(2, -3), -1);
  EXPECT_EQ(saturating_sum(most, -1), most - 1);
}

TEST(Chunks, AreNotLargerThanTheyMayBe) {
  const auto chunks = [](const std::vector<std::int64_t>& sizes, std::int64_t limit) {
    return Impl::chunks_within(static_cast<std::int64_t>(sizes.size()), limit,
                               [&](std::int64_t i) { return sizes[static_cast<std::size_t>(i)]; });
  };
  EXPECT_EQ(chunks({}, 5), (Impl::Chunks{0}));
  EXPECT_EQ(chunks({1, 2, 2, 1, 9, 1}, 5), (Impl::Chunks{0, 3, 4, 5, 6}));
  EXPECT_EQ(chunks({most, most, 1, most}, most), (Impl::Chunks{0, 1, 2, 3, 4}));
  EXPECT_EQ(chunks({0, 0, 0}, 0), (Impl::Chunks{0, 3}));
}

Options with(Method method) {
  Options options;
  options.method = method;
  return options;
}

/// Checks that a method gives the result of the reference.
template <class T>
void check(const SparseImages& images, const Filter& filter, const Options& options) {
  using Scalar = typename T::Scalar;
  EXPECT_TRUE(agrees(convolve<T>(images, filter, options),
                     reference_convolve(images, filter, options.mode, sizeof(Scalar) == 4),
                     tolerance<Scalar>))
      << to_string(options.method) << ", " << to_string(images.shape);
}

template <class T>
class Extremes : public testing::Test {};
using LargeTypes = testing::Types<Types<float, std::int64_t, Kokkos::DefaultExecutionSpace>,
                                  Types<double, std::int64_t, Kokkos::DefaultExecutionSpace>>;
TYPED_TEST_SUITE(Extremes, LargeTypes);

/// Images of which the first and the last have entries in a pixel and in the next pixel.
SparseImages patches(ImageShape shape, std::int64_t n_images, std::int64_t pixel) {
  SparseImages images{shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < n_images; ++i) {
    if (i == 0 || i == n_images - 1) {
      images.add(pixel, 1.5);
      images.add(pixel + 1, -2);
    }
    images.end_image();
  }
  return images;
}

// Direct needs room for the bounding box of an image's entries only, however large the image is.
TYPED_TEST(Extremes, PatchesInTheLargestImages) {
  const Filter filter({3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  for (const ImageShape shape : {ImageShape{max_extent, max_extent},
                                 {max_extent, 1},
                                 {1, max_extent},
                                 {max_extent, 300},
                                 {300, max_extent}})
    for (const std::int64_t n_images : {1, 5})
      for (const std::int64_t pixel : {std::int64_t(0), shape.width / 2, shape.size() - 2})
        for (const Method method : {Method::direct, Method::lazy})
          check<TypeParam>(patches(shape, n_images, pixel), filter, with(method));
}

TYPED_TEST(Extremes, EntriesFarApartInHighImages) {
  const ImageShape shape{max_extent, 300};
  const SparseImages images{shape, {0, 3}, {7, shape.size() / 2, shape.size() - 1}, {1, 2, 3}};
  const auto direct = [&] { check<TypeParam>(images, box_filter(3), with(Method::direct)); };
  if (on_host<typename TypeParam::ExecutionSpace>) {
    direct();
    check<TypeParam>(images, box_filter(3), with(Method::automatic));
  } else {  // whose tiles are small
    expect_error(direct, Error::Cause::system, {"2147483647x300", "tiles", "lazy"});
  }
}

TYPED_TEST(Extremes, EntriesFarApartInTheLargestImage) {
  const ImageShape shape{max_extent, max_extent};
  const SparseImages images{shape, {0, 3}, {7, shape.size() / 2, shape.size() - 1}, {1, 2, 3}};
  check<TypeParam>(images, box_filter(3), with(Method::lazy));
  using Space = typename TypeParam::ExecutionSpace;
  if constexpr (on_host<Space>)
    check<TypeParam>(images, box_filter(3), with(Method::direct));
  else
    expect_error([&] { return convolve<TypeParam>(images, box_filter(3), with(Method::direct)); },
                 Error::Cause::system, {"2147483647x2147483647", "tiles", "lazy"});
  // A plan that is told what to expect chooses a method that takes it.
  const auto batch = to_batch<TypeParam>(images);
  check<TypeParam>(images, box_filter(3), Options().expecting(Space(), batch, shape));
}

TYPED_TEST(Extremes, BuffersForTheLargestImagesAreRefused) {
  const SparseImages images{{max_extent, max_extent}, {0, 1}, {7}, {1}};
  for (const Method method : {Method::gather_scatter, Method::precomputed}) {
    Options options = with(method);
    for (const std::int64_t bytes : {std::int64_t(1) << 30, most}) {
      options.max_buffer_bytes = options.memory_budget = bytes;
      expect_error([&] { return convolve<TypeParam>(images, box_filter(3), options); },
                   Error::Cause::system, {to_string(method), "2147483647x2147483647", "direct"});
    }
  }
}

TYPED_TEST(Extremes, DenseResultsThatDoNotFitAreRefused) {
  using Space = typename TypeParam::ExecutionSpace;
  using TestPlan = Plan<typename TypeParam::Scalar, std::int64_t, Space>;
  Options options;
  options.window = OutputWindow{0, 0, {std::int64_t(1) << 30, std::int64_t(1) << 30}};
  TestPlan plan(Space(), {4, 4}, box_filter(3), options);
  const typename TestPlan::dense_type images("images", 4, 4, 4);
  expect_error([&] { return plan.apply_dense(Space(), images); }, Error::Cause::system,
               "no memory for dense images");
}

TYPED_TEST(Extremes, PairsThatDoNotFitAreRefused) {
  SparseImages images{{100, 100}, {0}, {}, {}};
  for (std::int64_t pixel = 0; pixel < 10000; ++pixel) images.add(pixel, 1);
  images.end_image();
  Options options = with(Method::lazy);
  options.max_buffer_bytes = 0;
  expect_error([&] { return convolve<TypeParam>(images, box_filter(3), options); },
               Error::Cause::system, {"lazy", "10000 entries", "max_buffer_bytes"});
}

}  // namespace
}  // namespace SparseConv::Test
