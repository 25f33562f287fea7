#include <SparseConv.hpp>
#include <functional>
#include <support/compare.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>
#include <utility>
#ifdef KOKKOS_ENABLE_OPENMP
#include <omp.h>
#endif

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{9, 14};

template <class T>
struct Given {
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
  auto batch(const SparseImages& of) { return to_batch<T>(of); }
  ReferenceResult expected(Mode mode) {
    return reference_convolve(images, filter, mode, sizeof(Scalar) == 4);
  }
};
template <class T>
class PlanTest : public testing::Test {};
TYPED_TEST_SUITE(PlanTest, PairsOfTypes);

TYPED_TEST(PlanTest, TellsWhatItWasMadeOf) {
  Given<TypeParam> given;
  const auto plan = given.plan(Mode::valid);
  EXPECT_EQ(plan.image_shape(), shape);
  EXPECT_EQ(plan.filter_shape(), (ImageShape{3, 4}));
  EXPECT_EQ(plan.output_shape(), (ImageShape{7, 11}));
  EXPECT_EQ(plan.mode(), Mode::valid);
  EXPECT_NE(plan.method(), Method::automatic);
}

TYPED_TEST(PlanTest, TellsTheMemoryOfItsMethod) {
  Given<TypeParam> given;
  using Space = typename TypeParam::ExecutionSpace;
  const auto buffer_bytes = [&](Method method, ImageShape image) {
    Options options;
    options.method = method;
    options.max_buffer_bytes = 100000;
    return typename Given<TypeParam>::TestPlan(given.space, image, given.filter, options)
        .buffer_bytes();
  };
  EXPECT_EQ(buffer_bytes(Method::lazy, shape), 100000);
  EXPECT_EQ(buffer_bytes(Method::gather_scatter, shape), 100000);
  EXPECT_EQ(buffer_bytes(Method::precomputed, shape), 0);
  const std::int64_t rows = buffer_bytes(Method::direct, shape);
  const std::int64_t longer_rows = buffer_bytes(Method::direct, {9, 1400});
  EXPECT_EQ(rows > 0, on_host<Space>);
  EXPECT_EQ(rows % given.space.concurrency(), 0);
  EXPECT_EQ(longer_rows > rows, on_host<Space>);
}

TYPED_TEST(PlanTest, IsUsedForManyBatches) {
  Given<TypeParam> given;
  auto plan = given.plan(Mode::full);
  for (int i = 0; i < 3; ++i) {
    given.images = random_images(given.random, shape, 7 * i, 0.3);
    const auto batch = given.batch(given.images);
    EXPECT_TRUE(agrees(from_batch(plan.apply(given.space, batch), plan.output_shape()),
                       given.expected(Mode::full), tolerance<typename TypeParam::Scalar>));
  }
}

TYPED_TEST(PlanTest, LeavesResultsAloneThatAreStillHeld) {
  Given<TypeParam> given;
  auto plan = given.plan(Mode::same);
  const auto batch = given.batch(given.images);
  const auto first = plan.apply(given.space, batch);
  const SparseImages before = from_batch(first, shape);
  for (int i = 0; i < 4; ++i) {
    const auto other = given.batch(random_images(given.random, shape, 5, 0.3));
    const auto held = plan.apply(given.space, other);
    const auto let_go = plan.apply(given.space, other);
    EXPECT_NE(held.values.data(), let_go.values.data());
  }
  EXPECT_TRUE(identical(from_batch(first, shape), before));
}

/// The image as an H x W matrix.
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
  Given<TypeParam> given;
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
    auto plan = given.plan(mode);
    const SparseImages image = slice(given.images, 0, 1);
    const auto batch = given.batch(image);
    const auto matrix = given.batch(as_matrix(image));
    const auto result = plan.apply_image(given.space, matrix);
    EXPECT_EQ(result.numRows(), plan.output_shape().height);
    EXPECT_EQ(result.numCols(), plan.output_shape().width);
    const SparseImages expected =
        as_matrix(from_batch(plan.apply(given.space, batch), plan.output_shape()));
    EXPECT_TRUE(identical(from_batch(result, expected.shape), expected));
  }
}

TYPED_TEST(PlanTest, ConvolvesAnUnsortedMatrix) {
  Given<TypeParam> given;
  auto plan = given.plan(Mode::same);
  const SparseImages sorted = as_matrix(slice(given.images, 0, 1));
  const auto convolve = [&](const SparseImages& matrix) {
    const auto crs = given.batch(matrix);
    return from_batch(plan.apply_image(given.space, crs), {1, shape.width});
  };
  EXPECT_TRUE(identical(convolve(shuffled(given.random, sorted)), convolve(sorted)));
}

TYPED_TEST(PlanTest, ConvolvesDenseImages) {
  Given<TypeParam> given;
  using Dense = typename Given<TypeParam>::TestPlan::dense_type;
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
    auto plan = given.plan(mode);
    const Dense dense("images", 5, shape.height, shape.width);
    const auto host = Kokkos::create_mirror_view(dense);
    for (std::int64_t n = 0; n < 5; ++n)
      for (std::int64_t k = given.images.row_map[n]; k < given.images.row_map[n + 1]; ++k)
        host(n, given.images.columns[k] / shape.width, given.images.columns[k] % shape.width) =
            static_cast<typename TypeParam::Scalar>(given.images.values[k]);
    Kokkos::deep_copy(dense, host);
    const auto result = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(),
                                                            plan.apply_dense(given.space, dense));
    const ReferenceResult expected = given.expected(mode);
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
  Given<TypeParam> given;
  auto plan = given.plan(Mode::same);
  const auto other = given.batch({{9, 13}, {0, 0}, {}, {}});
  EXPECT_THROW(static_cast<void>(plan.apply(given.space, other)), Error);
  EXPECT_THROW(static_cast<void>(plan.apply_image(given.space, other)), Error);
  const typename Given<TypeParam>::TestPlan::dense_type dense("dense", 1, 9, 13);
  EXPECT_THROW(static_cast<void>(plan.apply_dense(given.space, dense)), Error);
}

TYPED_TEST(PlanTest, RefusesAnInvalidBatch) {
  Given<TypeParam> given;
  auto plan = given.plan(Mode::same);
  const auto bad = given.batch({shape, {0, 1}, {shape.size()}, {1}});
  EXPECT_THROW(static_cast<void>(plan.apply(given.space, bad)), Error);
}

using Space = Kokkos::DefaultExecutionSpace;
using FloatPlan = Plan<float, std::int32_t, Space>;

// The images are not looked at: there is no memory for as many.
TEST(Dense, ImagesAreRefusedThatColumnsCannotNumber) {
  FloatPlan plan(Space(), {1, 1}, delta_filter());
  const FloatPlan::dense_type::const_type images(nullptr, std::size_t(1) << 31, 1, 1);
  expect_error([&] { return plan.apply_dense(Space(), images); }, Error::Cause::input,
               {"2147483648 dense images", "std::int64_t columns"});
}

/// What every member does to a plan.
std::vector<std::function<void(FloatPlan&)>> members() {
  const Space space;
  const auto batch = to_batch<float, std::int32_t, Space>({shape, {0, 1}, {2}, {3}});
  const auto image = to_batch<float, std::int32_t, Space>({{1, 14}, {0, 1}, {2}, {3}});
  const FloatPlan::dense_type dense("dense", 1, shape.height, shape.width);
  const Mode mode = Mode::same;
  return {
      [=](FloatPlan& plan) { (void)plan.apply(space, batch); },
      [=](FloatPlan& plan) { (void)plan.apply(space, batch, mode); },
      [=](FloatPlan& plan) {
        auto result = batch;
        plan.apply_into(space, batch, result);
      },
      [=](FloatPlan& plan) {
        auto result = batch;
        plan.apply_into(space, batch, result, mode);
      },
      [=](FloatPlan& plan) { (void)plan.apply_image(space, image); },
      [=](FloatPlan& plan) { (void)plan.apply_image(space, image, mode); },
      [=](FloatPlan& plan) { (void)plan.apply_dense(space, dense); },
      [=](FloatPlan& plan) { (void)plan.apply_dense(space, dense, mode); },
      [=](FloatPlan& plan) { (void)plan.apply_at(space, batch); },
      [=](FloatPlan& plan) { (void)plan.apply_at(space, batch, batch); },
      [=](FloatPlan& plan) { (void)plan.apply_at(space, batch, batch, mode); },
      [=](FloatPlan& plan) { (void)plan.apply_image_at(space, image, image); },
      [=](FloatPlan& plan) { (void)plan.apply_part(space, batch); },
      [=](FloatPlan& plan) { (void)plan.apply_part_at(space, batch); },
      [=](FloatPlan& plan) { (void)plan.apply_part_at(space, batch, batch); },
      [=](FloatPlan& plan) { (void)plan.symbolic(space, batch); },
      [=](FloatPlan& plan) {
        auto result = batch;
        plan.numeric(space, batch, result);
      },
      [=](FloatPlan& plan) { (void)plan.adjoint(space); },
      [=](FloatPlan& plan) { (void)plan.apply_adjoint(space, batch); },
      [=](FloatPlan& plan) { plan.update_filter(space, box_filter(3)); },
      [=](FloatPlan& plan) { plan.release_memory(); },
      [=](FloatPlan& plan) { (void)plan.image_shape(); },
      [=](FloatPlan& plan) { (void)plan.filter_shape(); },
      [=](FloatPlan& plan) { (void)plan.output_shape(); },
      [=](FloatPlan& plan) { (void)plan.mode(); },
      [=](FloatPlan& plan) { (void)plan.window(); },
      [=](FloatPlan& plan) { (void)plan.options(); },
      [=](FloatPlan& plan) { (void)plan.method(); },
      [=](FloatPlan& plan) { (void)plan.has_phases(); },
      [=](FloatPlan& plan) { (void)plan.buffer_bytes(); },
  };
}

TEST(Moved, PlansGiveTheSameAndLeaveNothingBehind) {
  Given<Types<float, std::int32_t, Space>> given;
  const auto batch = given.batch(given.images);
  FloatPlan first = given.plan(Mode::same);
  const SparseImages expected = from_batch(first.apply(given.space, batch), shape);
  FloatPlan second = std::move(first);
  EXPECT_TRUE(identical(from_batch(second.apply(given.space, batch), shape), expected));
  FloatPlan third(given.space, {2, 2}, delta_filter());
  third = std::move(second);
  EXPECT_TRUE(identical(from_batch(third.apply(given.space, batch), shape), expected));
  for (FloatPlan* const left : {&first, &second})
    for (const auto& member : members())
      expect_error(
          [&] {
            member(*left);
            return 0;
          },
          Error::Cause::input, "moved from");
  first = std::move(third);
  EXPECT_TRUE(identical(from_batch(first.apply(given.space, batch), shape), expected));
}

#ifdef KOKKOS_ENABLE_OPENMP
// The caller's threads are more than those of Kokkos, and have numbers that Kokkos's have not.
// Images are so wide that memory for these numbers would lie far beyond that of Kokkos's threads.
TEST(ThreadsOfTheCaller, ConvolveWithPlansOfTheirOwn) {
  using OpenMPTypes = Types<float, std::int32_t, Kokkos::OpenMP>;
  const ImageShape wide{3, 16000};
  Random random(4);
  const auto batch = to_batch<OpenMPTypes>(random_images(random, wide, 5, 0.01));
  const Kokkos::OpenMP space;
  const auto result = [&] {
    Options options;
    options.method = Method::direct;
    Plan<float, std::int32_t, Kokkos::OpenMP> plan(space, wide, box_filter(9), options);
    return from_batch(plan.apply(space, batch), wide);
  };
  const SparseImages expected = result();
  std::vector<char> right(static_cast<std::size_t>(space.concurrency() + 12));
#pragma omp parallel num_threads(static_cast <int>(right.size()))
  right[static_cast<std::size_t>(omp_get_thread_num())] = identical(result(), expected);
  EXPECT_EQ(right, std::vector<char>(right.size(), 1));
}
#endif

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
    static_cast<void>(method_from_string("fourier"));
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
