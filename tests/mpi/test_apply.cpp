#include <SparseConv/mpi.hpp>
#include <functional>
#include <mpi/batches.hpp>
#include <mpi/expect_error_everywhere.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{9, 14};

template <class T>
class Apply : public testing::Test {
 protected:
  using Scalar = typename T::Scalar;
  using Ordinal = typename T::Ordinal;
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<Scalar, Ordinal, Space>;

  mpi::Communicator comm{MPI_COMM_WORLD};
  Random random{13};
  Filter filter = random_filter(random, {3, 4});
  Space space;

  auto to_matrix(const SparseImages& images) { return to_batch<T>(images); }
  /// A batch with two images on every rank.
  auto two_images_each() {
    const auto local = random_images(random, shape, 2, 0.3);
    return mpi::as_distributed(comm, space, to_matrix(local), shape);
  }
  /// The images, divided among the ranks at random rows. Many ranks have no rows.
  auto divided(const SparseImages& images) {
    return divided_at_random<T>(comm, space, random, images);
  }
  /// Expects the result of one rank alone from all ranks that have divided the images by rows.
  void expect_same_as_alone_if_divided(const SparseImages& images, Mode mode) {
    Options options;
    options.mode = mode;
    TestPlan plan(space, images.shape, filter, options);
    expect_same_as_alone_if_divided(images, plan);
  }
  void expect_same_as_alone_if_divided(const SparseImages& images, TestPlan& plan) {
    const auto result = mpi::apply(comm, space, plan, divided(images));
    const auto alone = from_batch(plan.apply(space, to_matrix(images)), plan.output_shape());
    EXPECT_TRUE(identical(from_batch(result.local, plan.output_shape()),
                          rows_of(alone, {result.first_row, result.end_row})));
    EXPECT_EQ(mpi::row_boundaries(comm, result).back(), images.size() * plan.output_shape().height);
    EXPECT_EQ(result.n_entries, alone.row_map.back());
  }
  /// Expects the result of one rank alone from all ranks together, gathered on rank `root`.
  void expect_same_as_alone(const SparseImages& images, const Options& options, int root) {
    TestPlan plan(space, images.shape, filter, options);
    const auto batch = to_matrix(images);
    const auto work = mpi::convolution_work(filter, plan.output_shape());
    const auto spread = mpi::scatter(comm, space, batch, images.shape, root, work);
    const auto result = mpi::apply(comm, space, plan, spread);
    EXPECT_EQ(result.n_images, images.size());
    const auto gathered = mpi::gather(comm, space, result, root);
    if (comm.rank() != root) return;
    const auto alone = from_batch(plan.apply(space, batch), plan.output_shape());
    EXPECT_TRUE(identical(from_batch(gathered, plan.output_shape()), alone));
    EXPECT_EQ(result.n_entries, alone.row_map.back());
  }
};
TYPED_TEST_SUITE(Apply, PairsOfTypes);

TYPED_TEST(Apply, GivesTheBitsThatOneRankGives) {
  for (const Options& options : reproducible_variants<TypeParam>(Mode::same)) {
    SCOPED_TRACE(describe(options));
    for (const SparseImages& images : all_batches(this->random, shape))
      this->expect_same_as_alone(images, options, 0);
  }
}

TYPED_TEST(Apply, GivesTheBitsThatOneRankGivesInEveryMode) {
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
    Options options;
    options.mode = mode;
    options.method = Method::direct;
    for (int i = 0; i < 5; ++i) {
      const auto images = random_images(this->random, shape, 3 + 7 * i, 0.1 * i);
      this->expect_same_as_alone(images, options, this->comm.size() - 1);
    }
  }
}

TYPED_TEST(Apply, GivesTheBitsThatOneRankGivesForOneImage) {
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
    Options options;
    options.mode = mode;
    options.method = Method::direct;
    SCOPED_TRACE(describe(options));
    for (const double density : {0.01, 0.2, 1.0})
      this->expect_same_as_alone(random_images(this->random, shape, 1, density), options, 0);
  }
}

TYPED_TEST(Apply, DividesAnImageWithSparseAndCrowdedRows) {
  const auto lumpy = crowded_between(this->random, {120, 150}, 60, 75);
  this->filter = random_filter(this->random, {5, 5}, 0.1);
  for (const Options& options : reproducible_variants<TypeParam>(Mode::same)) {
    SCOPED_TRACE(describe(options));
    this->expect_same_as_alone(lumpy, options, 0);
  }
}

TYPED_TEST(Apply, DividesAnImageForLowAndHighFilters) {
  const auto lumpy = crowded_between(this->random, {120, 150}, 60, 75);
  for (const ImageShape filter_shape : {ImageShape{1, 1}, ImageShape{41, 3}, ImageShape{110, 2}}) {
    this->filter = random_filter(this->random, filter_shape, 0.1);
    this->expect_same_as_alone(lumpy, {}, 0);
  }
}

TYPED_TEST(Apply, GivesTheBitsThatOneRankGivesHoweverRowsAreDivided) {
  for (const ImageShape filter_shape :
       {ImageShape{1, 1}, ImageShape{3, 4}, ImageShape{8, 2}, ImageShape{9, 1}}) {
    this->filter = random_filter(this->random, filter_shape);
    for (const Mode mode : {Mode::full, Mode::same, Mode::valid})
      for (const SparseImages& images :
           {random_images(this->random, shape, 1, 0.5), random_images(this->random, shape, 4, 0.1),
            random_images(this->random, shape, 3, 0), random_images(this->random, shape, 0, 0)})
        this->expect_same_as_alone_if_divided(images, mode);
  }
}

TYPED_TEST(Apply, GivesTheBitsThatOneRankGivesForAFilterHigherThanTheImage) {
  this->filter = random_filter(this->random, {23, 2});
  for (const Mode mode : {Mode::full, Mode::same})
    this->expect_same_as_alone_if_divided(random_images(this->random, shape, 2, 0.4), mode);
}

TYPED_TEST(Apply, GivesTheBitsThatOneRankGivesForEveryBoundaryAndAdjoint) {
  Options options;
  for (const ImageShape filter_shape : {ImageShape{1, 3}, ImageShape{4, 4}, ImageShape{23, 2}})
    for (const Boundary boundary : all_boundaries())
      for (const Mode mode : {Mode::full, Mode::same}) {
        this->filter = random_filter(this->random, filter_shape);
        options.boundary = boundary;
        options.mode = mode;
        options.correlate = !options.correlate;
        typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
        auto adjoint = plan.adjoint(this->space);
        SCOPED_TRACE(to_string(boundary) + ", " + describe(options));
        for (const std::int64_t n : {1, 4}) {
          this->expect_same_as_alone_if_divided(random_images(this->random, shape, n, 0.3), plan);
          this->expect_same_as_alone_if_divided(
              random_images(this->random, adjoint.image_shape(), n, 0.3), adjoint);
        }
      }
}

TYPED_TEST(Apply, GivesTheBitsThatOneRankGivesForEveryWindow) {
  Options options;
  options.boundary = Boundary::reflect;
  for (const std::int64_t row : {-7, 1, 6})
    for (const std::int64_t height : {1, 5, 30}) {
      options.window = OutputWindow{row, 2, {height, 11}};
      options.boundary = options.boundary == Boundary::zero ? Boundary::reflect : Boundary::zero;
      typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
      auto adjoint = plan.adjoint(this->space);
      SCOPED_TRACE(to_string(*options.window) + ", " + to_string(options.boundary));
      this->expect_same_as_alone_if_divided(random_images(this->random, shape, 2, 0.5), plan);
      this->expect_same_as_alone_if_divided(
          random_images(this->random, adjoint.image_shape(), 2, 0.5), adjoint);
    }
}

TYPED_TEST(Apply, DividesImagesOfOneRowAndOfOneColumn) {
  for (const ImageShape thin : {ImageShape{1, 20}, ImageShape{40, 1}, ImageShape{1, 1}})
    for (const Mode mode : {Mode::full, Mode::same})
      this->expect_same_as_alone_if_divided(random_images(this->random, thin, 5, 0.6), mode);
}

TYPED_TEST(Apply, SortsDividedImages) {
  SparseImages images{shape, {0}, {}, {}};
  for (std::int64_t k = 0; k < 300; ++k) images.add(k * 37 % shape.size(), 1 + 0.1 * double(k % 7));
  images.end_image();
  for (int i = 0; i < 5; ++i) this->expect_same_as_alone_if_divided(images, Mode::same);
}

// Adding up repeated columns makes equal shares smaller, but an image of another rank must not
// become large by that.
TYPED_TEST(Apply, DividesNoImageThatIsNotSorted) {
  SparseImages images{shape, {0}, {}, {}};
  for (std::int64_t k = 0; k < 400; ++k) images.add(k % 10, 1);
  images.end_image();
  const std::int64_t n = shape.size();
  for (std::int64_t k = 0; k < n; ++k) images.add(n - 1 - k, 1 + static_cast<double>(k % 7));
  images.end_image();
  // One image on rank 0, and the other image on rank 1.
  const auto before = [&](int rank) { return rank == this->comm.size() ? 2 : std::min(rank, 2); };
  const int rank = this->comm.rank();
  typename TestFixture::TestPlan plan(this->space, shape, this->filter);
  const auto batch = this->to_matrix(images);
  const auto apart =
      mpi::as_distributed(this->comm, this->space,
                          this->to_matrix(slice(images, before(rank), before(rank + 1))), shape);
  const auto spread = mpi::rebalance(this->comm, this->space, apart);
  const auto result =
      mpi::gather(this->comm, this->space, mpi::apply(this->comm, this->space, plan, spread));
  if (this->comm.rank() != 0) return;
  EXPECT_TRUE(
      identical(from_batch(result, shape), from_batch(plan.apply(this->space, batch), shape)));
}

TYPED_TEST(Apply, ConvolvesItsOwnResults) {
  Options options;
  options.mode = Mode::same;
  typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
  using Matrix = typename TestFixture::TestPlan::batch_type;
  const auto image = random_images(this->random, shape, 1, 0.3);
  const auto batch = this->to_matrix(image);
  auto spread = mpi::scatter(this->comm, this->space, batch, shape);
  Matrix alone = batch;
  for (int i = 0; i < 3; ++i) {
    spread = mpi::apply(this->comm, this->space, plan, spread);
    alone = plan.apply(this->space, alone);
  }
  const auto gathered = from_batch(mpi::gather(this->comm, this->space, spread), shape);
  if (this->comm.rank() != 0) return;
  EXPECT_TRUE(identical(gathered, from_batch(alone, shape)));
}

TYPED_TEST(Apply, RefusesEverywhereEntriesOutsideTheRowsOfARank) {
  if (this->comm.size() == 1) return;
  typename TestFixture::TestPlan plan(this->space, shape, this->filter);
  const auto local = this->to_matrix(random_images(this->random, shape, 1, 1));
  const auto batch = mpi::as_distributed(this->comm, this->space, local, shape, this->comm.rank());
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::apply(this->comm, this->space, plan, batch); },
      Error::Cause::input,
      "rank 0: image 0 is divided, and this rank has rows 0 to 0 of it, but entry 14 has column "
      "14, "
      "which is in row 1");
}

TYPED_TEST(Apply, RefusesEverywhereEntriesBeforeTheRowsOfARank) {
  if (this->comm.size() == 1) return;
  typename TestFixture::TestPlan plan(this->space, shape, this->filter);
  const auto first = rows_of(random_images(this->random, shape, 1, 1), {0, 4});
  const auto local = this->comm.rank() < 2 ? first : SparseImages{shape, {0}, {}, {}};
  const auto batch = mpi::as_distributed(this->comm, this->space, this->to_matrix(local), shape,
                                         4 * this->comm.rank());
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::apply(this->comm, this->space, plan, batch); },
      Error::Cause::input,
      "rank 1: image 0 is divided, and this rank has rows 4 to 8 of it, but entry 0 has column 0");
}

TYPED_TEST(Apply, RefusesEverywherePlansThatDiffer) {
  if (this->comm.size() == 1) return;
  const auto batch = this->two_images_each();
  const bool other = this->comm.rank() == 1;
  for (const auto& change : std::vector<std::function<void(Options&)>>{
           [](Options& options) { options.mode = Mode::full; },
           [](Options& options) { options.boundary = Boundary::reflect; },
           [](Options& options) { options.normalize = Normalize::sum; }}) {
    Options options;
    if (other) change(options);
    typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
    expect_error_everywhere(
        this->comm, [&] { (void)mpi::apply(this->comm, this->space, plan, batch); },
        Error::Cause::input, "shapes and options of plans must be the same on every rank");
  }
}

TYPED_TEST(Apply, ThrowsEverywhereWhatOneRankThrows) {
  const auto batch = this->two_images_each();
  for (int rank = 0; rank < this->comm.size(); ++rank) {
    Options options;
    options.method = Method::lazy;
    if (this->comm.rank() == rank) options.max_buffer_bytes = 1;
    typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
    expect_error_everywhere(
        this->comm, [&] { (void)mpi::apply(this->comm, this->space, plan, batch); },
        Error::Cause::system, about_rank(this->comm, rank));
  }
}

TYPED_TEST(Apply, RefusesEverywhereAPlanThatOneRankHasMoved) {
  const auto batch = this->two_images_each();
  const int last = this->comm.size() - 1;
  typename TestFixture::TestPlan plan(this->space, shape, this->filter), other(std::move(plan));
  auto& mine = this->comm.rank() == last ? plan : other;
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::apply(this->comm, this->space, mine, batch); },
      Error::Cause::input, about_rank(this->comm, last) + "the plan is empty");
}

TYPED_TEST(Apply, RefusesImagesOfAnotherShape) {
  typename TestFixture::TestPlan plan(this->space, {9, 13}, this->filter);
  const auto batch = this->two_images_each();
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::apply(this->comm, this->space, plan, batch); },
      Error::Cause::input, about_rank(this->comm, 0) + "the batch has 126 columns");
}

}  // namespace
}  // namespace SparseConv::Test
