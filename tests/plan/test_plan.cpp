#include <SparseConv.hpp>
#include <support/compare.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{9, 14};

template <class T>
class PlanTest : public testing::Test {
 protected:
  using Scalar = typename T::Scalar;
  using Ordinal = typename T::Ordinal;
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<Scalar, Ordinal, Space>;

  Random random{3};
  SparseImages images = random_images(random, shape, 5, 0.2);
  Filter filter = random_filter(random, {3, 4});
  Space space;

  TestPlan plan(Mode mode) {
    Options options;
    options.mode = mode;
    return TestPlan(space, shape, filter, options);
  }
  auto batch(const SparseImages& of) { return to_batch<Scalar, Ordinal, Space>(of); }
  ReferenceResult expected(Mode mode) {
    return reference_convolve(images, filter, mode, sizeof(Scalar) == 4);
  }
};
TYPED_TEST_SUITE(PlanTest, AllTypes);

TYPED_TEST(PlanTest, TellsWhatItWasMadeOf) {
  const auto plan = this->plan(Mode::valid);
  EXPECT_EQ(plan.image_shape(), shape);
  EXPECT_EQ(plan.output_shape(), (ImageShape{7, 11}));
  EXPECT_EQ(plan.mode(), Mode::valid);
  EXPECT_NE(plan.method(), Method::automatic);
}

TYPED_TEST(PlanTest, IsUsedForManyBatches) {
  auto plan = this->plan(Mode::full);
  for (int i = 0; i < 3; ++i) {
    this->images = random_images(this->random, shape, 7 * i, 0.3);
    const auto batch = this->batch(this->images);
    EXPECT_TRUE(agrees(from_batch(plan.apply(this->space, batch), plan.output_shape()),
                       this->expected(Mode::full), tolerance<typename TypeParam::Scalar>));
  }
}

TYPED_TEST(PlanTest, LeavesResultsAloneThatAreStillHeld) {
  auto plan = this->plan(Mode::same);
  const auto batch = this->batch(this->images);
  const auto first = plan.apply(this->space, batch);
  const SparseImages before = from_batch(first, shape);
  for (int i = 0; i < 4; ++i) {
    const auto other = this->batch(random_images(this->random, shape, 5, 0.3));
    const auto held = plan.apply(this->space, other);
    const auto let_go = plan.apply(this->space, other);
    EXPECT_NE(held.values.data(), let_go.values.data());
  }
  EXPECT_TRUE(identical(from_batch(first, shape), before));
}

/// The same entries as an H x W matrix.
SparseImages as_matrix(const SparseImages& image) {
  SparseImages matrix{{1, image.shape.width}, {0}, {}, {}};
  std::size_t k = 0;
  for (std::int64_t row = 0; row < image.shape.height; ++row) {
    for (; k < image.columns.size() && image.columns[k] / image.shape.width == row; ++k)
      matrix.add(image.columns[k] % image.shape.width, image.values[k]);
    matrix.end_image();
  }
  return matrix;
}

TYPED_TEST(PlanTest, ConvolvesASingleImageAsAMatrix) {
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
    auto plan = this->plan(mode);
    const SparseImages image = slice(this->images, 0, 1);
    const auto batch = this->batch(image);
    const auto matrix = this->batch(as_matrix(image));
    const auto result = plan.apply_image(this->space, matrix);
    EXPECT_EQ(result.numRows(), plan.output_shape().height);
    EXPECT_EQ(result.numCols(), plan.output_shape().width);
    const SparseImages expected =
        as_matrix(from_batch(plan.apply(this->space, batch), plan.output_shape()));
    EXPECT_TRUE(identical(from_batch(result, expected.shape), expected));
  }
}

TYPED_TEST(PlanTest, ConvolvesAnUnsortedMatrix) {
  auto plan = this->plan(Mode::same);
  const SparseImages sorted = as_matrix(slice(this->images, 0, 1));
  const auto convolve = [&](const SparseImages& matrix) {
    const auto crs = this->batch(matrix);
    return from_batch(plan.apply_image(this->space, crs), {1, shape.width});
  };
  EXPECT_TRUE(identical(convolve(shuffled(this->random, sorted)), convolve(sorted)));
}

TYPED_TEST(PlanTest, ConvolvesDenseImages) {
  using Dense = typename TestFixture::TestPlan::dense_type;
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
    auto plan = this->plan(mode);
    const Dense dense("images", 5, shape.height, shape.width);
    const auto host = Kokkos::create_mirror_view(dense);
    for (std::int64_t n = 0; n < 5; ++n)
      for (std::int64_t k = this->images.row_map[n]; k < this->images.row_map[n + 1]; ++k)
        host(n, this->images.columns[k] / shape.width, this->images.columns[k] % shape.width) =
            static_cast<typename TypeParam::Scalar>(this->images.values[k]);
    Kokkos::deep_copy(dense, host);
    const auto result = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(),
                                                            plan.apply_dense(this->space, dense));
    const ReferenceResult expected = this->expected(mode);
    const ImageShape out = plan.output_shape();
    for (std::int64_t n = 0; n < 5; ++n)
      for (std::int64_t p = 0; p < out.size(); ++p) {
        const auto pixel = expected[n].count(p) ? expected[n].at(p) : ReferencePixel{};
        EXPECT_NEAR(result(n, p / out.width, p % out.width), pixel.sum,
                    tolerance<typename TypeParam::Scalar> * pixel.magnitude);
      }
  }
}

TYPED_TEST(PlanTest, RefusesOtherShapes) {
  auto plan = this->plan(Mode::same);
  const auto other = this->batch({{9, 13}, {0, 0}, {}, {}});
  EXPECT_THROW(plan.apply(this->space, other), Error);
  EXPECT_THROW(plan.apply_image(this->space, other), Error);
  const typename TestFixture::TestPlan::dense_type dense("dense", 1, 9, 13);
  EXPECT_THROW(plan.apply_dense(this->space, dense), Error);
}

TYPED_TEST(PlanTest, RefusesAnInvalidBatch) {
  auto plan = this->plan(Mode::same);
  const auto bad = this->batch({shape, {0, 1}, {shape.size()}, {1}});
  EXPECT_THROW(plan.apply(this->space, bad), Error);
}

TEST(Methods, HaveNames) {
  EXPECT_FALSE(all_methods().empty());
  for (const Method method : all_methods()) {
    EXPECT_EQ(method_from_string(to_string(method)), method);
    EXPECT_NE(method, Method::automatic);
  }
  EXPECT_EQ(method_from_string("automatic"), Method::automatic);
}

TEST(Methods, AnUnknownOneIsAnErrorThatListsThoseThereAre) {
  try {
    method_from_string("fourier");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.cause(), Error::Cause::input);
    for (const Method method : all_methods())
      EXPECT_NE(std::string(error.what()).find(to_string(method)), std::string::npos);
  }
}

TEST(Methods, TheOneAskedForIsUsed) {
  for (const Method method : all_methods()) {
    Options options;
    options.method = method;
    EXPECT_EQ(Plan<>(Kokkos::DefaultExecutionSpace(), shape, box_filter(3), options).method(),
              method);
  }
}

}  // namespace
}  // namespace SparseConv::Test
