#include <SparseConv/mpi.hpp>
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

  /// A batch of which every rank has two images.
  auto two_images_each() {
    const auto local = random_images(random, shape, 2, 0.3);
    return mpi::as_distributed(comm, space, to_batch<Scalar, Ordinal, Space>(local));
  }
  /// What one rank alone makes of the images, and what all make of them, on rank `root`.
  void expect_same_as_alone(const SparseImages& images, const Options& options, int root) {
    TestPlan plan(space, shape, filter, options);
    const auto batch = to_batch<Scalar, Ordinal, Space>(images);
    const auto work = mpi::convolution_work(filter, plan.output_shape());
    const auto spread = mpi::scatter(comm, space, batch, root, work);
    const auto result = mpi::apply(comm, space, plan, spread);
    EXPECT_EQ(result.first_image, spread.first_image);
    const auto gathered = mpi::gather(comm, space, result, root);
    if (comm.rank() != root) return;
    const auto alone = from_batch(plan.apply(space, batch), plan.output_shape());
    EXPECT_TRUE(identical(from_batch(gathered, plan.output_shape()), alone));
    EXPECT_EQ(result.n_entries, alone.row_map.back());
  }
};
TYPED_TEST_SUITE(Apply, AllTypes);

TYPED_TEST(Apply, GivesTheBitsThatOneRankGives) {
  for (const Options& options : all_variants<TypeParam>(Mode::same)) {
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

TYPED_TEST(Apply, ThrowsEverywhereWhatOneRankThrows) {
  const auto batch = this->two_images_each();
  for (int rank = 0; rank < this->comm.size(); ++rank) {
    Options options;
    options.method = Method::lazy;
    if (this->comm.rank() == rank) options.max_buffer_bytes = 1;
    typename TestFixture::TestPlan plan(this->space, shape, this->filter, options);
    expect_error_everywhere(
        this->comm, [&] { mpi::apply(this->comm, this->space, plan, batch); }, Error::Cause::system,
        about_rank(this->comm, rank));
  }
}

TYPED_TEST(Apply, RefusesImagesOfAnotherShape) {
  typename TestFixture::TestPlan plan(this->space, {9, 13}, this->filter);
  const auto batch = this->two_images_each();
  expect_error_everywhere(
      this->comm, [&] { mpi::apply(this->comm, this->space, plan, batch); }, Error::Cause::input,
      about_rank(this->comm, 0) + "the batch has 126 columns");
}

}  // namespace
}  // namespace SparseConv::Test
