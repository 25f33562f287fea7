#include <mpi/RedistributeTest.hpp>
#include <mpi/longest_message.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
class Redistribute : public RedistributeTest<T> {};
TYPED_TEST_SUITE(Redistribute, PairsOfTypes);

TYPED_TEST(Redistribute, NumbersTheImagesOfAllRanks) {
  for (const SparseImages& images : all_batches(this->random, shape)) {
    const auto boundaries = random_boundaries(this->random, images.size(), this->comm.size());
    this->expect_divided(this->distributed(images, boundaries), images, boundaries);
  }
}

/// Images as a caller may have them: with unsigned offsets and unmanaged arrays.
template <class Matrix>
auto as_of_a_caller(const Matrix& batch) {
  using Caller = KokkosSparse::CrsMatrix<typename Matrix::value_type, typename Matrix::ordinal_type,
                                         typename Matrix::device_type,
                                         Kokkos::MemoryTraits<Kokkos::Unmanaged>, std::size_t>;
  using RowMap = typename Caller::row_map_type::non_const_type;
  Kokkos::View<std::size_t*, typename Matrix::device_type> row_map("row_map",
                                                                   batch.graph.row_map.extent(0));
  Kokkos::deep_copy(row_map, batch.graph.row_map);
  return std::pair(row_map, Caller("caller", batch.numRows(), batch.numCols(),
                                   static_cast<std::size_t>(batch.nnz()), batch.values,
                                   RowMap(row_map), batch.graph.entries));
}

TYPED_TEST(Redistribute, TakesTheMatrixOfACaller) {
  const SparseImages images = random_images(this->random, shape, 9, 0.3);
  const auto boundaries = random_boundaries(this->random, images.size(), this->comm.size());
  const auto mine = this->batch(this->share(images, boundaries));
  const auto [offsets, caller] = as_of_a_caller(mine);
  this->expect_divided(mpi::as_distributed(this->comm, this->space, caller, shape), images,
                       boundaries);
  const std::int64_t first_row = boundaries[this->comm.rank()] * shape.height;
  this->expect_divided(mpi::as_distributed(this->comm, this->space, caller, shape, first_row),
                       images, boundaries);
  const auto whole = this->batch(images);
  const auto [all_offsets, all] = as_of_a_caller(whole);
  this->expect_spread(mpi::scatter(this->comm, this->space, all, shape), images,
                      mpi::entries_and_image);
}

TYPED_TEST(Redistribute, ScattersByWork) {
  const mpi::ImageWork work = mpi::convolution_work(box_filter(3), shape);
  for (const SparseImages& images : all_batches(this->random, shape))
    for (const int root : {0, this->comm.size() - 1}) {
      const auto local =
          this->comm.rank() == root ? this->batch(images) : typename TestFixture::Matrix();
      const auto by_entries = mpi::scatter(this->comm, this->space, local, shape, root);
      const auto by_work = mpi::scatter(this->comm, this->space, local, shape, root, work);
      this->expect_spread(by_entries, images, mpi::entries_and_image);
      this->expect_spread(by_work, images, work);
    }
}

TYPED_TEST(Redistribute, GathersOnAnyRank) {
  for (const SparseImages& images : all_batches(this->random, shape))
    for (int root = 0; root < this->comm.size(); ++root)
      this->expect_gathered(mpi::gather(this->comm, this->space, this->distributed(images), root),
                            images, root);
}

TYPED_TEST(Redistribute, Rebalances) {
  for (const SparseImages& images : all_batches(this->random, shape))
    this->expect_spread(mpi::rebalance(this->comm, this->space, this->distributed(images)), images,
                        mpi::entries_and_image);
}

TYPED_TEST(Redistribute, MakesDividedImagesWhole) {
  for (const SparseImages& images : all_batches(this->random, shape)) {
    const auto divided = mpi::rebalance(this->comm, this->space, this->distributed(sorted(images)));
    const auto to = random_boundaries(this->random, images.size(), this->comm.size());
    this->expect_divided(mpi::redistribute(this->comm, this->space, divided, to), sorted(images),
                         to);
  }
}

TYPED_TEST(Redistribute, DividesDividedImagesAnew) {
  for (const SparseImages& images : all_batches(this->random, shape)) {
    const auto divided = this->divided(sorted(images));
    this->expect_rows(divided, images);
    const auto spread = mpi::rebalance(this->comm, this->space, divided);
    const auto whole = mpi::gather(this->comm, this->space, spread);
    this->expect_gathered(whole, sorted(images), 0);
    EXPECT_LE(spread.local.nnz() + spread.local.numRows(),
              3 * (images.row_map.back() + images.size()) / this->comm.size() + 3);
  }
}

TYPED_TEST(Redistribute, MovesRowsAnywhere) {
  for (const SparseImages& images : all_batches(this->random, shape))
    for (int i = 0; i < 5; ++i) {
      const auto to =
          random_boundaries(this->random, images.size() * shape.height, this->comm.size());
      const auto moved = mpi::redistribute_rows(this->comm, this->space, this->divided(images), to);
      EXPECT_EQ(mpi::row_boundaries(this->comm, moved), to);
      this->expect_rows(moved, images);
    }
}

TYPED_TEST(Redistribute, BringsRowsBackToWhereTheyWere) {
  for (const SparseImages& images : all_batches(this->random, shape)) {
    const auto before = this->divided(sorted(images));
    const auto boundaries = mpi::row_boundaries(this->comm, before);
    const auto spread = mpi::rebalance(this->comm, this->space, before);
    const auto after = mpi::redistribute_rows(this->comm, this->space, spread, boundaries);
    EXPECT_TRUE(identical(from_batch(after.local, shape), from_batch(before.local, shape)));
  }
}

// The first rank has all rows but one, the last rank has the last row, and other ranks have none.

TYPED_TEST(Redistribute, TakesRanksWithoutRows) {
  const SparseImages images = random_images(this->random, shape, 2, 0.3);
  mpi::Boundaries to(this->comm.size() + 1, 2 * shape.height - 1);
  to.front() = 0;
  to.back() = 2 * shape.height;
  const auto moved = mpi::redistribute_rows(this->comm, this->space, this->distributed(images), to);
  this->expect_rows(moved, images);
  this->expect_gathered(mpi::gather(this->comm, this->space, moved), images, 0);
}

// Each rank would wait for images of which the others know nothing.

TYPED_TEST(Redistribute, MovesImagesAnywhere) {
  for (const SparseImages& images : all_batches(this->random, shape))
    for (int i = 0; i < 5; ++i) {
      const auto to = random_boundaries(this->random, images.size(), this->comm.size());
      this->expect_divided(
          mpi::redistribute(this->comm, this->space, this->distributed(images), to), images, to);
    }
}

// Images that stay on their rank are not sent.

TYPED_TEST(Redistribute, SendsLongMessagesInPieces) {
  for (const std::int64_t limit : {1, 7, 100}) {
    this->comm = mpi::Communicator(MPI_COMM_WORLD, limit);
    const SparseImages images = random_images(this->random, shape, 9, 0.3);
    const auto batch = this->distributed(images);
    const int root = this->comm.size() - 1;
    longest_message();
    this->expect_gathered(mpi::gather(this->comm, this->space, batch, root), images, root);
    const bool sends = this->comm.rank() != root && batch.local.numRows() > 0;
    EXPECT_EQ(longest_message(), sends ? limit : 0);
  }
}

TYPED_TEST(Redistribute, FollowsTheOrderOfTheCommunicator) {
  MPI_Comm reversed = MPI_COMM_NULL;
  MPI_Comm_split(MPI_COMM_WORLD, 0, -this->comm.rank(), &reversed);
  this->comm = mpi::Communicator(reversed);
  MPI_Comm_free(&reversed);
  const SparseImages images = random_images(this->random, shape, 20, 0.3);
  const auto to = random_boundaries(this->random, images.size(), this->comm.size());
  this->expect_divided(mpi::redistribute(this->comm, this->space, this->distributed(images), to),
                       images, to);
}

/// A matrix with constant values becomes a batch that does not own them.

TYPED_TEST(Redistribute, OwnsWhatItReturns) {
  using Plain = typename TestFixture::Matrix;
  using ConstMatrix =
      KokkosSparse::CrsMatrix<const typename TypeParam::Scalar, typename TypeParam::Ordinal,
                              typename Plain::device_type, void, std::int64_t>;
  const SparseImages images = random_images(this->random, shape, 8, 0.3);
  const auto load = [&] {
    const Plain batch = this->batch(images);
    const ConstMatrix constant(
        "constant", batch.numCols(), batch.values,
        typename ConstMatrix::staticcrsgraph_type(batch.graph.entries, batch.graph.row_map));
    return mpi::scatter(this->comm, this->space, constant, shape);
  };
  const auto scattered = load();
  EXPECT_GT(scattered.local.values.use_count(), 0);
  this->expect_rows(scattered, images);
}

}  // namespace
}  // namespace SparseConv::Test
