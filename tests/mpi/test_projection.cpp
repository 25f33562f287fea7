// Projections of images that are spread over ranks: the bits of one rank.
#include <SparseConv/mpi.hpp>
#include <mpi/batches.hpp>
#include <mpi/expect_error_everywhere.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
class DividedProjection : public testing::Test {
 protected:
  using Space = typename T::ExecutionSpace;

  mpi::Communicator comm{MPI_COMM_WORLD};
  Random random{19};
  Space space;

  auto to_matrix(const SparseImages& images) { return to_batch<T>(images); }
};
TYPED_TEST_SUITE(DividedProjection, PairsOfTypes);

TYPED_TEST(DividedProjection, IsTheSameOnAllRanks) {
  if (this->comm.size() == 1) return;
  const SparseImages images = random_images(this->random, {5, 6}, 7, 0.3);
  const auto batch = mpi::as_distributed(this->comm, this->space, this->to_matrix(images), {5, 6});
  const Normalize each = this->comm.rank() == 0 ? Normalize::max : Normalize::none;
  expect_error_everywhere(
      this->comm, [&] { return mpi::sum_projection(this->comm, this->space, batch, each); },
      Error::Cause::input, "projections");
}

TYPED_TEST(DividedProjection, IsThatOfOneRank) {
  for (const ImageShape shape : {ImageShape{37, 8}, ImageShape{1, 50}})
    for (const double density : {0.0, 0.3, 1.0})
      for (const Normalize each : {Normalize::none, Normalize::sum, Normalize::max}) {
        const SparseImages images = random_images(this->random, shape, 7, density);
        const auto rows = random_boundaries(this->random, 7 * shape.height, this->comm.size());
        const std::int64_t first = rows[this->comm.rank()], last = rows[this->comm.rank() + 1];
        Random own(23);  // of which every rank takes another number of numbers
        const auto batch = mpi::as_distributed(
            this->comm, this->space, this->to_matrix(shuffled(own, rows_of(images, {first, last}))),
            shape, first);
        const auto all = this->to_matrix(images);
        EXPECT_EQ(numbers_of(mpi::sum_projection(this->comm, this->space, batch, each)),
                  numbers_of(sum_projection(this->space, all, shape, each)));
        EXPECT_EQ(numbers_of(mpi::max_projection(this->comm, this->space, batch, each)),
                  numbers_of(max_projection(this->space, all, shape, each)));
      }
}

}  // namespace
}  // namespace SparseConv::Test
