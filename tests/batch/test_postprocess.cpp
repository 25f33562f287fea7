// Images that are divided by their total, and small values that are dropped.
#include <SparseConv.hpp>
#include <cmath>
#include <limits>
#include <support/SparseImages.hpp>
#include <support/expect_error.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
class Postprocess : public testing::Test {
 protected:
  typename T::ExecutionSpace space;

  SparseImages normalize(const SparseImages& images, Normalize each) {
    return from_batch(normalize_images(space, to_batch<T>(images), images.shape, each),
                      images.shape);
  }
  SparseImages prune(const SparseImages& images, double threshold) {
    return from_batch(SparseConv::prune(space, to_batch<T>(images), images.shape, threshold),
                      images.shape);
  }
};
TYPED_TEST_SUITE(Postprocess, PairsOfTypes);

const ImageShape shape{2, 2};
const SparseImages some{shape, {0, 3, 3, 5}, {0, 1, 3, 0, 2}, {1, -2, 5, -4, 3}};

TYPED_TEST(Postprocess, DividesEachImageByItsTotal) {
  EXPECT_EQ(this->normalize(some, Normalize::sum),
            (SparseImages{shape, {0, 3, 3, 5}, {0, 1, 3, 0, 2}, {0.25, -0.5, 1.25, 4, -3}}));
  const SparseImages even{shape, {0, 2, 3}, {0, 3, 1}, {2, 8, -1}};
  EXPECT_EQ(this->normalize(even, Normalize::max),
            (SparseImages{shape, {0, 2, 3}, {0, 3, 1}, {0.25, 1, -1}}));
  EXPECT_EQ(this->normalize(some, Normalize::none), some);
}

TYPED_TEST(Postprocess, LeavesImagesThatHaveNoTotal) {
  const double infinity = std::numeric_limits<double>::infinity();
  const SparseImages images{shape, {0, 2, 4}, {0, 1, 0, 1}, {1, -1, infinity, 1}};
  EXPECT_EQ(this->normalize(images, Normalize::sum), images);
}

TYPED_TEST(Postprocess, DropsSmallValues) {
  EXPECT_EQ(this->prune(some, 3), (SparseImages{shape, {0, 1, 1, 3}, {3, 0, 2}, {5, -4, 3}}));
  EXPECT_EQ(this->prune(some, 100).columns.size(), 0u);
  const SparseImages images{shape, {0, 3}, {0, 1, 3}, {0, std::nan(""), -0.5}};
  EXPECT_EQ(this->prune(images, 0).columns, (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(this->prune(images, 1).columns, (std::vector<std::int64_t>{1}));
}

TYPED_TEST(Postprocess, MergesWhatIsNotSorted) {
  const SparseImages images{shape, {0, 4}, {3, 0, 3, 1}, {1, 2, -1, 2}};
  const SparseImages merged{shape, {0, 2}, {0, 1}, {2, 2}};
  EXPECT_EQ(this->prune(images, 0.5), merged);
  EXPECT_EQ(this->normalize(images, Normalize::max), (SparseImages{shape, {0, 2}, {0, 1}, {1, 1}}));
}

TYPED_TEST(Postprocess, LeavesTheBatchAsItIs) {
  const auto batch = to_batch<TypeParam>(some);
  const auto divided = normalize_images(this->space, batch, shape, Normalize::sum);
  const auto kept = prune(this->space, batch, shape, 0.5);
  EXPECT_EQ(from_batch(batch, shape), some);
  for (const auto& result : {divided, kept}) {
    EXPECT_NE(result.values.data(), batch.values.data());
    EXPECT_NE(result.graph.entries.data(), batch.graph.entries.data());
    EXPECT_NE(result.graph.row_map.data(), batch.graph.row_map.data());
  }
}

TYPED_TEST(Postprocess, TakesBatchesWithoutImages) {
  using Matrix = decltype(to_batch<TypeParam>(some));
  const Matrix none("none", 0, 4, 0, typename Matrix::values_type(),
                    typename Matrix::row_map_type(), typename Matrix::index_type());
  EXPECT_EQ(from_batch(prune(this->space, none, shape), shape).size(), 0);
  EXPECT_EQ(from_batch(normalize_images(this->space, none, shape, Normalize::sum), shape).size(),
            0);
}

TYPED_TEST(Postprocess, RefusesWhatIsNoBatch) {
  const SparseImages images{{1, 2}, {0, 1}, {2}, {1}};
  const std::initializer_list<std::string> words{"image 0", "column 2"};
  expect_error([&] { return this->prune(images, 1); }, Error::Cause::input, words);
  expect_error([&] { return this->normalize(images, Normalize::sum); }, Error::Cause::input, words);
  expect_error([&] { return this->prune(some, -1); }, Error::Cause::input, "threshold");
  expect_error([&] { return this->prune(some, std::nan("")); }, Error::Cause::input, "threshold");
}

}  // namespace
}  // namespace SparseConv::Test
