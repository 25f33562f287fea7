// Images that are normalized, and values at entries, however rows are divided among ranks.
#include <SparseConv/mpi.hpp>
#include <mpi/batches.hpp>
#include <mpi/expect_error_everywhere.hpp>
#include <support/compare.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{9, 14};

template <class T>
class DividedImages : public testing::Test {
 protected:
  using Scalar = typename T::Scalar;
  using Ordinal = typename T::Ordinal;
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<Scalar, Ordinal, Space>;

  mpi::Communicator comm{MPI_COMM_WORLD};
  Random random{17};
  Filter filter = random_filter(random, {3, 4});
  Space space;

  auto to_matrix(const SparseImages& images) { return to_batch<T>(images); }

  /// The images with their rows divided anywhere. Many ranks have no rows.
  auto divided(const SparseImages& images) {
    return divided_at_random<T>(comm, space, random, images);
  }

  /// Batches of which one image, some images, and no image are divided.
  std::vector<SparseImages> batches() {
    return {random_images(random, shape, 1, 0.5), random_images(random, shape, 4, 0.2),
            random_images(random, shape, 3, 0), random_images(random, shape, 0, 0)};
  }

  template <class Result>
  void expect_rows_of(const SparseImages& alone, const Result& result) {
    EXPECT_TRUE(identical(from_batch(result.local, alone.shape),
                          rows_of(alone, {result.first_row, result.end_row})));
    EXPECT_EQ(result.n_entries, alone.row_map.back());
  }
};
TYPED_TEST_SUITE(DividedImages, PairsOfTypes);

TYPED_TEST(DividedImages, AreNormalizedAsOnOneRank) {
  for (const Normalize normalize : {Normalize::sum, Normalize::max})
    for (const Mode mode : {Mode::same, Mode::full})
      for (const SparseImages& images : this->batches()) {
        Options options;
        options.mode = mode;
        options.threshold = 0.1;
        options.normalize = normalize;
        typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
        const auto result = mpi::apply(this->comm, this->space, plan, this->divided(images));
        this->expect_rows_of(
            from_batch(plan.apply(this->space, this->to_matrix(images)), plan.output_shape()),
            result);
      }
}

TYPED_TEST(DividedImages, HaveTheValuesAtEntriesThatOneRankFinds) {
  for (const Normalize normalize : {Normalize::none, Normalize::sum})
    for (const SparseImages& images : this->batches()) {
      Options options;
      options.normalize = normalize;
      typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
      const auto result = mpi::apply_at(this->comm, this->space, plan, this->divided(images));
      this->expect_rows_of(from_batch(plan.apply_at(this->space, this->to_matrix(images)), shape),
                           result);
    }
}

// A rank may make rows of the result that lie beside the rows it has.
TYPED_TEST(DividedImages, HaveTheValuesAtEntriesInAnyWindow) {
  for (const std::int64_t row : {-7, -2, 0, 3, 8})
    for (const SparseImages& images : this->batches()) {
      Options options;
      options.window = OutputWindow{row, 0, shape};
      typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
      const auto result = mpi::apply_at(this->comm, this->space, plan, this->divided(images));
      this->expect_rows_of(from_batch(plan.apply_at(this->space, this->to_matrix(images)), shape),
                           result);
    }
}

TYPED_TEST(DividedImages, HaveTheValuesAtAPatternThatOneRankFinds) {
  for (const Normalize normalize : {Normalize::none, Normalize::sum})
    for (const Mode mode : {Mode::same, Mode::full, Mode::valid})
      for (const SparseImages& images : this->batches()) {
        Options options;
        options.mode = mode;
        options.boundary = Boundary::wrap;
        options.normalize = normalize;
        typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
        const SparseImages pattern =
            random_images(this->random, plan.output_shape(), images.size(), 0.3);
        const auto result = mpi::apply_at(this->comm, this->space, plan, this->divided(images),
                                          this->divided(pattern));
        this->expect_rows_of(from_batch(plan.apply_at(this->space, this->to_matrix(images),
                                                      this->to_matrix(pattern)),
                                        plan.output_shape()),
                             result);
      }
}

TYPED_TEST(DividedImages, StayWhereTheirPatternIs) {
  typename TestFixture::TestPlan plan(this->space, shape, this->filter);
  const SparseImages images = random_images(this->random, shape, 3, 0.4);
  const auto batch = this->divided(images), pattern = this->divided(images);
  const auto result = mpi::apply_at(this->comm, this->space, plan, batch, pattern);
  EXPECT_EQ(result.first_row, pattern.first_row);
  EXPECT_EQ(result.end_row, pattern.end_row);
}

TYPED_TEST(DividedImages, HaveNoValuesAtAPatternOfOtherImages) {
  typename TestFixture::TestPlan plan(this->space, shape, this->filter);
  const auto batch = this->divided(random_images(this->random, shape, 4, 0.2));
  const auto fewer = this->divided(random_images(this->random, shape, 3, 0.2));
  const auto wider = this->divided(random_images(this->random, {9, 15}, 4, 0.2));
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::apply_at(this->comm, this->space, plan, batch, fewer); },
      Error::Cause::input, "the pattern has 3 images, but the batch has 4");
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::apply_at(this->comm, this->space, plan, batch, wider); },
      Error::Cause::input, "the pattern has images of 9x15, but the results of the plan are 9x14");
}

TYPED_TEST(DividedImages, HaveNoValuesAtEntriesWhereResultsHaveAnotherShape) {
  Options options;
  options.mode = Mode::full;
  typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
  const auto batch = this->divided(random_images(this->random, shape, 4, 0.2));
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::apply_at(this->comm, this->space, plan, batch); },
      Error::Cause::input, "the results are 11x17, but the images are 9x14");
}

}  // namespace
}  // namespace SparseConv::Test
