#include <mpi/RedistributeTest.hpp>
#include <mpi/expect_error_everywhere.hpp>
#include <stdexcept>
#include <support/ScarceMemory.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
class RedistributeRefusals : public RedistributeTest<T> {};
TYPED_TEST_SUITE(RedistributeRefusals, PairsOfTypes);

TYPED_TEST(RedistributeRefusals, RefusesABatchThatWasNeverMade) {
  using Batch = decltype(this->distributed(random_images(this->random, shape, 2, 0.3)));
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::rebalance(this->comm, this->space, Batch()); },
      Error::Cause::input, "as_distributed");
}

TYPED_TEST(RedistributeRefusals, RefusesEverywhereToBeginAfterTheFirstRow) {
  const auto local = this->batch(random_images(this->random, shape, 1, 1));
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::as_distributed(this->comm, this->space, local, shape, 3); },
      Error::Cause::input, about_rank(this->comm, 0) + "the batch begins with row 3");
}

TYPED_TEST(RedistributeRefusals, RefusesEverywhereRowsOfOtherImages) {
  const auto local = this->batch(random_images(this->random, shape, 2, 1));
  const std::int64_t first_row = this->comm.rank() * shape.height;
  if (this->comm.size() > 1)
    expect_error_everywhere(
        this->comm,
        [&] { (void)mpi::as_distributed(this->comm, this->space, local, shape, first_row); },
        Error::Cause::input,
        "rank 0: the batch has 2 images of 9x14, but rows 0 up to 9, where the next rank begins, "
        "belong to 1");
}

TYPED_TEST(RedistributeRefusals, RefusesEverywhereBoundariesThatDiffer) {
  const int n_ranks = this->comm.size(), last = n_ranks - 1;
  if (n_ranks == 1) return;
  const auto local = this->batch(random_images(this->random, shape, 2, 0.3));
  const auto batch = mpi::as_distributed(this->comm, this->space, local, shape);
  const int root = this->comm.rank() == last ? 0 : last;
  mpi::Boundaries boundaries(n_ranks + 1, 0);
  std::fill(boundaries.begin() + root + 1, boundaries.end(), batch.n_images);
  const auto expect_refusal = [&](const auto& action, const char* what) {
    expect_error_everywhere(this->comm, action, Error::Cause::input,
                            std::string(what) + " must be the same on every rank");
  };
  expect_refusal([&] { (void)mpi::redistribute(this->comm, this->space, batch, boundaries); },
                 "boundaries of images");
  expect_refusal([&] { (void)mpi::gather(this->comm, this->space, batch, root); },
                 "boundaries of images");
  for (std::int64_t& row : boundaries) row *= shape.height;
  expect_refusal([&] { (void)mpi::redistribute_rows(this->comm, this->space, batch, boundaries); },
                 "boundaries of rows");
}

TYPED_TEST(RedistributeRefusals, RefusesEverywhereAnInvalidBatch) {
  SparseImages images = random_images(this->random, shape, 10, 0.3);
  for (int root = 0; root < this->comm.size(); ++root) {
    images.columns.back() = shape.size();
    const auto local = this->batch(slice(images, 0, this->comm.rank() == root ? 10 : 0));
    const std::string about = about_rank(this->comm, root) + "entry ";
    const auto distributed = mpi::as_distributed(this->comm, this->space, local, shape);
    expect_error_everywhere(
        this->comm, [&] { (void)mpi::scatter(this->comm, this->space, local, shape, root); },
        Error::Cause::input, about);
    expect_error_everywhere(
        this->comm, [&] { (void)mpi::gather(this->comm, this->space, distributed); },
        Error::Cause::input, about);
  }
}

TYPED_TEST(RedistributeRefusals, RefusesEverywhereImagesOfTwoSizes) {
  if (this->comm.size() == 1) return;
  const ImageShape mine = this->comm.rank() == 1 ? ImageShape{3, 4} : shape;
  const auto local = this->batch(random_images(this->random, mine, 2, 0.3));
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::as_distributed(this->comm, this->space, local, shape); },
      Error::Cause::input, "rank 1: the images have 12 pixels");
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::as_distributed(this->comm, this->space, local, mine); },
      Error::Cause::input, "rank 1: the images are 3x4, but those of rank 0 are 9x14");
}

TYPED_TEST(RedistributeRefusals, RefusesEverywhereWorkThatOneRankCannotTell) {
  const auto batch =
      this->distributed(random_images(this->random, shape, 10, 0.3),
                        mpi::partition(std::vector<std::int64_t>(10, 1), this->comm.size()));
  const auto work = [&](std::int64_t) -> std::int64_t {
    if (this->comm.rank() == 0) throw std::runtime_error("who knows");
    return 1;
  };
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::rebalance(this->comm, this->space, batch, work); },
      Error::Cause::system, about_rank(this->comm, 0) + "who knows");
}

TYPED_TEST(RedistributeRefusals, RefusesBoundariesOfOtherImages) {
  const auto batch = this->distributed(random_images(this->random, shape, 4, 0.3));
  const auto n = static_cast<std::size_t>(this->comm.size());
  mpi::Boundaries short_of_one(n + 1, 3), starts_late(n + 1, 4), too_few(n, 4);
  short_of_one.front() = 0;
  for (const auto& boundaries : {short_of_one, starts_late, too_few, mpi::Boundaries()})
    expect_error_everywhere(
        this->comm, [&] { (void)mpi::redistribute(this->comm, this->space, batch, boundaries); },
        Error::Cause::input, "ascend from 0 to 4");
}

TYPED_TEST(RedistributeRefusals, RefusesBoundariesOfOtherRows) {
  const auto batch = this->distributed(random_images(this->random, shape, 4, 0.3));
  const mpi::Boundaries boundaries(static_cast<std::size_t>(this->comm.size()) + 1, 4);
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::redistribute_rows(this->comm, this->space, batch, boundaries); },
      Error::Cause::input, "boundaries of 36 rows");
}

TYPED_TEST(RedistributeRefusals, RefusesARootThatIsNoRank) {
  const auto batch = this->distributed(random_images(this->random, shape, 4, 0.3));
  for (const int root : {-1, this->comm.size()}) {
    const std::string part = "no rank " + std::to_string(root);
    expect_error_everywhere(
        this->comm, [&] { (void)mpi::scatter(this->comm, this->space, batch.local, shape, root); },
        Error::Cause::input, part);
    expect_error_everywhere(
        this->comm, [&] { (void)mpi::gather(this->comm, this->space, batch, root); },
        Error::Cause::input, part);
  }
}

TEST(Gather, ThrowsEverywhereIfTheRootHasNoMemory) {
  const mpi::Communicator comm(MPI_COMM_WORLD);
  if (comm.size() == 1) return;  // the rank has all images already
  const Kokkos::DefaultHostExecutionSpace space;
  Random random(17);
  const auto local = to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(
      random_images(random, shape, 100, 0.9));
  const auto batch = mpi::as_distributed(comm, space, local, shape);
  for (int root = 0; root < comm.size(); ++root) {
    const auto gather = [&] {
      const ScarceMemory memory(comm.rank() == root ? 4096 : 1 << 30);
      (void)mpi::gather(comm, space, batch, root);
    };
    expect_error_everywhere(comm, gather, Error::Cause::system,
                            about_rank(comm, root) + "no memory for a batch of " +
                                std::to_string(batch.n_images) + " images");
  }
}

}  // namespace
}  // namespace SparseConv::Test
