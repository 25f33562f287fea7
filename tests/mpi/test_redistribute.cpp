#include <SparseConv/mpi.hpp>
#include <mpi/batches.hpp>
#include <mpi/expect_error_everywhere.hpp>
#include <mpi/longest_message.hpp>
#include <numeric>
#include <stdexcept>
#include <support/ScarceMemory.hpp>
#include <support/compare.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{9, 14};

template <class T>
class Redistribute : public testing::Test {
 protected:
  using Matrix = Batch<typename T::Scalar, typename T::Ordinal, typename T::ExecutionSpace>;
  using Distributed =
      mpi::DistributedBatch<typename T::Scalar, typename T::Ordinal, typename T::ExecutionSpace>;

  mpi::Communicator comm{MPI_COMM_WORLD};
  Random random{11};
  typename T::ExecutionSpace space;

  Matrix batch(const SparseImages& images) { return to_batch<T>(images); }
  /// The images of a batch that this rank has with these boundaries.
  SparseImages share(const SparseImages& images, const mpi::Boundaries& boundaries) {
    return slice(images, boundaries[comm.rank()], boundaries[comm.rank() + 1]);
  }
  Distributed distributed(const SparseImages& images, const mpi::Boundaries& boundaries) {
    return mpi::as_distributed(comm, space, batch(share(images, boundaries)), images.shape);
  }
  /// A batch that is divided among the ranks at random images.
  Distributed distributed(const SparseImages& images) {
    return distributed(images, random_boundaries(random, images.size(), comm.size()));
  }
  /// A batch that is divided among the ranks at random rows.
  Distributed divided(const SparseImages& images) {
    return divided_at_random<T>(comm, space, random, images);
  }
  static std::vector<std::int64_t> works_of(const SparseImages& images,
                                            const mpi::ImageWork& work) {
    std::vector<std::int64_t> each;
    for (std::int64_t i = 0; i < images.size(); ++i)
      each.push_back(work(images.row_map[i + 1] - images.row_map[i]));
    return each;
  }
  void expect_divided(const Distributed& result, const SparseImages& images,
                      const mpi::Boundaries& boundaries) {
    EXPECT_TRUE(identical(from_batch(result.local, shape), share(images, boundaries)));
    EXPECT_EQ(result.local.numCols(), shape.size());
    EXPECT_EQ(result.image_shape, shape);
    EXPECT_EQ(result.first_row, boundaries[comm.rank()] * shape.height);
    EXPECT_EQ(result.end_row, boundaries[comm.rank() + 1] * shape.height);
    EXPECT_EQ(result.first_image(), images.size() == 0 ? 0 : boundaries[comm.rank()]);
    EXPECT_EQ(result.n_images, images.size());
    EXPECT_EQ(result.first_entry, images.row_map[boundaries[comm.rank()]]);
    EXPECT_EQ(result.n_entries, images.row_map.back());
  }
  /// Expects that the ranks together have these images, however the rows are divided.
  void expect_rows(const Distributed& result, const SparseImages& images) {
    const SparseImages local = from_batch(result.local, shape);
    const rows::RowRange rows{result.first_row, result.end_row};
    EXPECT_TRUE(identical(sorted(local), rows_of(sorted(images), rows)));
    EXPECT_EQ(result.first_entry, rows_of(images, {0, rows.first}).row_map.back());
    EXPECT_EQ(result.n_images, images.size());
    EXPECT_EQ(result.n_entries, images.row_map.back());
    const mpi::Boundaries boundaries = mpi::row_boundaries(comm, result);
    EXPECT_EQ(boundaries[comm.rank()], rows.first);
    EXPECT_EQ(boundaries[comm.rank() + 1], rows.last);
    EXPECT_EQ(boundaries.back(), images.size() * shape.height);
  }
  /// The entries of an image in some rows.
  static std::int64_t entries_in(const SparseImages& images, std::int64_t image,
                                 rows::RowRange rows) {
    return rows_of(images, intersect(rows, rows::rows_of({image, image + 1}, shape.height)))
        .row_map.back();
  }
  /// The work of some rows. The work of a row is in proportion to its entries.
  static double work_in(const SparseImages& images, const std::vector<std::int64_t>& works,
                        rows::RowRange rows) {
    double work = 0;
    for (std::int64_t i = 0; i < images.size(); ++i) {
      const std::int64_t all = images.row_map[i + 1] - images.row_map[i];
      const auto of_image = static_cast<double>(works[i]);
      if (all > 0)
        work += of_image * static_cast<double>(entries_in(images, i, rows)) / double(all);
      else if (i * shape.height >= rows.first && i * shape.height < rows.last)
        work += of_image;
    }
    return work;
  }
  /// The most work that stays together: a row of an image with more work than a share, or an image.
  static double largest_group(const SparseImages& images, const std::vector<std::int64_t>& works,
                              std::int64_t share) {
    double largest = 0;
    for (std::int64_t i = 0; i < images.size(); ++i) {
      const rows::RowRange image = rows::rows_of({i, i + 1}, shape.height);
      if (works[i] <= share) largest = std::max(largest, work_in(images, works, image));
      for (std::int64_t row = image.first; works[i] > share && row < image.last; ++row)
        largest = std::max(largest, work_in(images, works, {row, row + 1}));
    }
    return largest;
  }
  /// Expects that the ranks have nearly the same work, and whole images if no image has more work
  /// than an equal share.
  void expect_spread(const Distributed& result, const SparseImages& images,
                     const mpi::ImageWork& work) {
    const auto works = works_of(images, work);
    const std::int64_t total = std::accumulate(works.begin(), works.end(), std::int64_t(0));
    const std::int64_t share = (total + comm.size() - 1) / comm.size();
    if (std::all_of(works.begin(), works.end(), [&](std::int64_t w) { return w <= share; }))
      return expect_divided(result, images, mpi::partition(works, comm.size()));
    expect_rows(result, images);
    // The work of rows is rounded down.
    const double mine = work_in(images, works, rows::RowRange{result.first_row, result.end_row});
    EXPECT_LE(mine,
              static_cast<double>(share + shape.height) + largest_group(images, works, share));
  }
  void expect_gathered(const Matrix& result, const SparseImages& images, int root) {
    const std::int64_t n = comm.rank() == root ? images.size() : 0;
    EXPECT_TRUE(identical(from_batch(result, shape), slice(images, 0, n)));
    EXPECT_EQ(result.numCols(), shape.size());
  }
};
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

TYPED_TEST(Redistribute, RefusesABatchThatWasNeverMade) {
  using Batch = decltype(this->distributed(random_images(this->random, shape, 2, 0.3)));
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::rebalance(this->comm, this->space, Batch()); },
      Error::Cause::input, "as_distributed");
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

TYPED_TEST(Redistribute, RefusesEverywhereToBeginAfterTheFirstRow) {
  const auto local = this->batch(random_images(this->random, shape, 1, 1));
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::as_distributed(this->comm, this->space, local, shape, 3); },
      Error::Cause::input, about_rank(this->comm, 0) + "the batch begins with row 3");
}

TYPED_TEST(Redistribute, RefusesEverywhereRowsOfOtherImages) {
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

// Each rank would wait for images of which the others know nothing.
TYPED_TEST(Redistribute, RefusesEverywhereBoundariesThatDiffer) {
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

TYPED_TEST(Redistribute, RefusesEverywhereAnInvalidBatch) {
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

TYPED_TEST(Redistribute, RefusesEverywhereImagesOfTwoSizes) {
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

TYPED_TEST(Redistribute, RefusesEverywhereWorkThatOneRankCannotTell) {
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

TYPED_TEST(Redistribute, RefusesBoundariesOfOtherImages) {
  const auto batch = this->distributed(random_images(this->random, shape, 4, 0.3));
  const auto n = static_cast<std::size_t>(this->comm.size());
  mpi::Boundaries short_of_one(n + 1, 3), starts_late(n + 1, 4), too_few(n, 4);
  short_of_one.front() = 0;
  for (const auto& boundaries : {short_of_one, starts_late, too_few, mpi::Boundaries()})
    expect_error_everywhere(
        this->comm, [&] { (void)mpi::redistribute(this->comm, this->space, batch, boundaries); },
        Error::Cause::input, "ascend from 0 to 4");
}

TYPED_TEST(Redistribute, RefusesBoundariesOfOtherRows) {
  const auto batch = this->distributed(random_images(this->random, shape, 4, 0.3));
  const mpi::Boundaries boundaries(static_cast<std::size_t>(this->comm.size()) + 1, 4);
  expect_error_everywhere(
      this->comm, [&] { (void)mpi::redistribute_rows(this->comm, this->space, batch, boundaries); },
      Error::Cause::input, "boundaries of 36 rows");
}

TYPED_TEST(Redistribute, RefusesARootThatIsNoRank) {
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
