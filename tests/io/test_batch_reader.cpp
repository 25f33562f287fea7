#include <gtest/gtest.h>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/BatchWriter.hpp>
#include <filesystem>
#include <support/SparseImages.hpp>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;

/// Three images of 2 x 3 pixels: two entries, none, one.
const SparseImages three_images{{2, 3}, {0, 2, 2, 3}, {5, 0, 3}, {1, 2, 4}};

std::string written(const TemporaryFolder& folder, const SparseImages& images,
                    const std::string& name = "batch.h5") {
  BatchWriter writer(folder / name, images.shape);
  writer.append(to_batch<float, std::int64_t, Kokkos::DefaultHostExecutionSpace>(images));
  writer.finish();
  return folder / name;
}

TEST(BatchReader, TellsWhatTheFileHolds) {
  const TemporaryFolder folder;
  const std::string path = written(folder, three_images);
  const BatchReader reader(path);
  EXPECT_EQ(reader.info().file, path);
  EXPECT_EQ(reader.info().group, "images");
  EXPECT_EQ(reader.info().n_images, 3);
  EXPECT_EQ(reader.info().n_pixels, 6);
  EXPECT_EQ(reader.info().nnz, 3);
  EXPECT_EQ(reader.info().image_shape, (ImageShape{2, 3}));
  EXPECT_FALSE(reader.info().double_precision);
}

TEST(BatchReader, ReadsAnySliceAsABatchOfItsOwn) {
  const TemporaryFolder folder;
  const BatchReader reader(written(folder, three_images));
  for (std::int64_t first = 0; first <= 3; ++first)
    for (std::int64_t last = first; last <= 3; ++last)
      EXPECT_EQ(from_batch(reader.read<double, std::int32_t>(first, last), {2, 3}),
                slice(three_images, first, last));
}

TEST(BatchReader, ReadsPartOfAnImage) {
  const TemporaryFolder folder;
  const BatchReader reader(written(folder, three_images));
  const auto part = [&](std::int64_t image, std::int64_t first, std::int64_t last) {
    return from_batch(reader.read_part<double, std::int32_t>(image, first, last), {2, 3});
  };
  EXPECT_EQ(part(0, 0, 2), slice(three_images, 0, 1));
  EXPECT_EQ(part(0, 1, 2), (SparseImages{{2, 3}, {0, 1}, {0}, {2}}));
  EXPECT_EQ(part(1, 0, 0), slice(three_images, 1, 2));
  for (const auto& [first, last] : {std::pair{-1, 1}, {0, 3}, {2, 1}})
    expect_error([&, a = first, b = last] { part(0, a, b); }, Error::Cause::input,
                 "there are no entries " + std::to_string(first) + " to " + std::to_string(last));
  expect_error([&] { part(3, 0, 0); }, Error::Cause::input, "there are no images");
}

TEST(BatchReader, GivesOffsetsIntoTheFile) {
  const TemporaryFolder folder;
  const BatchReader reader(written(folder, three_images));
  EXPECT_EQ(reader.offsets(0, 3), (std::vector<std::int64_t>{0, 2, 2, 3}));
  EXPECT_EQ(reader.offsets(1, 3), (std::vector<std::int64_t>{2, 2, 3}));
  EXPECT_EQ(reader.offsets(3, 3), (std::vector<std::int64_t>{3}));
}

TEST(BatchReader, RefusesImagesThatAreNotThere) {
  const TemporaryFolder folder;
  const BatchReader reader(written(folder, three_images));
  for (const auto& [first, last] : {std::pair{-1, 2}, {0, 4}, {2, 1}}) {
    expect_error([&, a = first, b = last] { return reader.offsets(a, b); }, Error::Cause::input,
                 "there are no images");
    expect_error([&, a = first, b = last] { return reader.read<float, std::int32_t>(a, b); },
                 Error::Cause::input, "there are no images");
  }
}

TEST(BatchReader, RefusesImagesTooLargeForTheColumns) {
  const TemporaryFolder folder;
  const std::int64_t last = (std::int64_t{1} << 32) - 1;
  const SparseImages huge{{65536, 65536}, {0, 1}, {last}, {1}};
  const BatchReader reader(written(folder, huge));
  EXPECT_EQ(from_batch(reader.read<float, std::int64_t>(0, 1), huge.shape), huge);
  expect_error([&] { return reader.read<float, std::int32_t>(0, 1); }, Error::Cause::input,
               "4294967296) does not fit int32: use int64");
}

TEST(BatchReader, FindsFilesWithColonsInTheirNames) {
  const TemporaryFolder folder;
  written(folder, three_images, "a.h5");
  std::filesystem::rename(folder / "a.h5", folder / "a:b.h5");
  EXPECT_EQ(BatchReader(folder / "a:b.h5").info().nnz, 3);
  EXPECT_EQ(BatchReader(folder / "a:b.h5:images").info().nnz, 3);
}

TEST(BatchReader, CanBeMoved) {
  const TemporaryFolder folder;
  BatchReader first(written(folder, three_images));
  BatchReader second(std::move(first));
  first = std::move(second);
  EXPECT_EQ(first.info().nnz, 3);
  expect_error([&] { return second.info().nnz; }, Error::Cause::input, "moved from");
  expect_error([&] { return second.offsets(0, 1); }, Error::Cause::input, "moved from");
  expect_error([&] { return second.read<float, std::int32_t>(0, 1); }, Error::Cause::input,
               "moved from");
}

TEST(BatchReader, RefusesShapesThatNoImageHas) {
  const TemporaryFolder folder;
  const std::string path = written(folder, three_images);
  expect_error(
      [&] {
        BatchReader reader(path, {ImageShape{-2, -3}, Order::f});
      },
      Error::Cause::input, "images: its images cannot be -2x-3");
}

TEST(BatchReader, RefusesWhatIsNoBatch) {
  const TemporaryFolder folder;
  const auto refuses = [](const std::string& path, const std::string& part) {
    expect_error([&] { BatchReader reader(path); }, Error::Cause::input, part);
  };
  refuses(folder / "missing.h5", "there is no such file");
  refuses(folder / "missing/batch.h5", "there is no such file");
  refuses(folder / ".", "is a folder");
  refuses("/dev/null", "is not an ordinary file");
  refuses(folder.write("empty.h5", ""), "is empty");
  refuses(folder.write("text.h5", "1 2 3\n"), "is not an HDF5 file");
  refuses(written(folder, three_images) + ":other", "other: there is no such group");
}

}  // namespace
}  // namespace SparseConv::Test
