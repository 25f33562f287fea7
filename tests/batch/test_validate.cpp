#include <SparseConv/Batch.hpp>
#include <support/SparseImages.hpp>
#include <support/expect_error.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
class Validate : public testing::Test {};
TYPED_TEST_SUITE(Validate, PairsOfTypes);

constexpr ImageShape shape{3, 4};

SparseImages good_images() { return {shape, {0, 3, 3, 5}, {0, 5, 11, 0, 1}, {1, 2, 3, 4, 5}}; }

template <class T>
bool sorted(const SparseImages& images) {
  using Space = typename T::ExecutionSpace;
  return validate(Space(), to_batch<typename T::Scalar, typename T::Ordinal, Space>(images), shape)
      .sorted;
}

template <class T>
void expect_refusal(const SparseImages& images, std::initializer_list<std::string> words) {
  expect_error([&] { return sorted<T>(images); }, Error::Cause::input, words);
}

TYPED_TEST(Validate, AcceptsWhatIsValidAndTellsTheOrder) {
  EXPECT_TRUE(sorted<TypeParam>(good_images()));
  EXPECT_TRUE(sorted<TypeParam>({shape, {0}, {}, {}}));
  EXPECT_TRUE(sorted<TypeParam>({shape, {0, 0, 0}, {}, {}}));
  EXPECT_FALSE(sorted<TypeParam>({shape, {0, 2}, {3, 2}, {1, 1}}));
  EXPECT_FALSE(sorted<TypeParam>({shape, {0, 2}, {3, 3}, {1, 1}}));
  EXPECT_FALSE(sorted<TypeParam>({shape, {0, 1, 3, 3}, {3, 7, 2}, {1, 1, 1}}));
  EXPECT_TRUE(sorted<TypeParam>({shape, {0, 1, 1, 2}, {3, 3}, {1, 1}}));
}

TYPED_TEST(Validate, NamesTheEntryThatIsNoPixel) {
  SparseImages images = good_images();
  images.columns[4] = 12;
  expect_refusal<TypeParam>(images, {"entry 1 of image 2", "column 12", "0 to 11"});
  images = good_images();
  images.columns[0] = -1;
  expect_refusal<TypeParam>(images, {"entry 0 of image 0", "column -1"});
}

TYPED_TEST(Validate, NamesTheImageWhereTheRowMapIsWrong) {
  SparseImages images = good_images();
  images.row_map = {0, 3, 2, 5};
  expect_refusal<TypeParam>(images, {"image 1", "from 3 to 2"});
  images.row_map = {1, 3, 3, 5};
  expect_refusal<TypeParam>(images, {"image 0", "from 1 to 3"});
  images.row_map = {0, 3, 3, 4};
  expect_refusal<TypeParam>(images, {"image 2", "from 3 to 4"});
  images.row_map = {0, 3, 1000000, 5};
  expect_refusal<TypeParam>(images, {"image 1", "1000000"});
  images.row_map = {0, -7, 3, 5};
  expect_refusal<TypeParam>(images, {"image 0", "-7"});
}

TYPED_TEST(Validate, ChecksSizes) {
  using Space = typename TypeParam::ExecutionSpace;
  using Matrix = Batch<typename TypeParam::Scalar, typename TypeParam::Ordinal, Space>;
  const Matrix good =
      to_batch<typename TypeParam::Scalar, typename TypeParam::Ordinal, Space>(good_images());
  EXPECT_THROW(validate(Space(), good, {4, 4}), Error);
  Matrix short_values = good;
  short_values.values = typename Matrix::values_type("values", 4);
  EXPECT_THROW(validate(Space(), short_values, shape), Error);
  SparseImages no_images = good_images();
  no_images.row_map = {0};
  expect_refusal<TypeParam>(no_images, {"entries but no images"});
}

TYPED_TEST(Validate, ChecksTheRowMapOfABatchWithoutImages) {
  expect_refusal<TypeParam>({shape, {7}, {}, {}}, {"row map", "begins with 7"});
  EXPECT_NO_THROW(sorted<TypeParam>({shape, {0}, {}, {}}));
}

TEST(AsBatch, AcceptsOtherOffsetTypes) {
  using Space = Kokkos::DefaultExecutionSpace;
  const auto batch = to_batch<double, std::int32_t, Space>(good_images());
  using Theirs = KokkosSparse::CrsMatrix<double, std::int32_t, Space, void, std::size_t>;
  typename Theirs::row_map_type::non_const_type row_map("row_map", batch.graph.row_map.extent(0));
  copy_to(row_map, good_images().row_map);
  const Theirs theirs("theirs", batch.numRows(), batch.numCols(), batch.nnz(), batch.values,
                      row_map, batch.graph.entries);
  const auto ours = as_batch(Space(), theirs);
  EXPECT_EQ(ours.values.data(), theirs.values.data());
  EXPECT_TRUE(from_batch(ours, shape) == good_images());
  EXPECT_EQ(as_batch(Space(), batch).graph.row_map.data(), batch.graph.row_map.data());
}

}  // namespace
}  // namespace SparseConv::Test
