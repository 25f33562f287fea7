#include <SparseConv/io.hpp>
#include <filesystem>
#include <fstream>
#include <io/TemporaryFolder.hpp>
#include <io/expect_error.hpp>
#include <support/random_images.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;
namespace fs = std::filesystem;

constexpr ImageShape shape{5, 8};

/// Three files, of which one has no images and one no entries, and what they hold together.
class LinkBatches : public testing::Test {
 protected:
  TemporaryFolder folder;
  SparseImages images;
  std::vector<BatchPart> parts;

  void SetUp() override {
    fs::create_directory(folder / "100% parts");
    Random random(5);
    images = random_images(random, shape, 12, 0.3);
    add(slice(images, 0, 5));
    add(slice(images, 5, 5));
    add(slice(images, 5, 12));
    add({shape, {0, 0, 0}, {}, {}});
    images.row_map.insert(images.row_map.end(), 2, images.row_map.back());
  }
  void add(const SparseImages& part) {
    parts.push_back({folder / "100% parts/" + std::to_string(parts.size()) + ".h5"});
    BatchWriter writer(parts.back().file, shape);
    writer.append(to_batch<double, std::int32_t, Kokkos::DefaultHostExecutionSpace>(part));
    writer.finish();
  }
  void link() {
    const std::int64_t bytes =
        link_batches<double, std::int32_t>(folder / "all.h5", shape, {{"mode", "same"}}, parts);
    EXPECT_EQ(bytes, static_cast<std::int64_t>(fs::file_size(folder / "all.h5")));
  }
};

SparseImages read(const std::string& path) {
  const BatchReader reader(path);
  return from_batch(reader.read<double, std::int32_t>(0, reader.info().n_images),
                    reader.info().image_shape.value());
}

TEST_F(LinkBatches, IsOneBatch) {
  link();
  EXPECT_EQ(read(folder / "all.h5"), images);
  BatchWriter writer(folder / "copy.h5", shape);
  writer.append(to_batch<double, std::int32_t, Kokkos::DefaultHostExecutionSpace>(images));
  EXPECT_EQ(writer.finish().checksum, read_checksum(folder / "all.h5"));
}

TEST_F(LinkBatches, JoinsAnImageInParts) {
  const std::int64_t middle = images.row_map[12] - 3;
  SparseImages begin = slice(images, 0, 12), end{shape, {0}, {}, {}};
  begin.columns.resize(static_cast<std::size_t>(middle));
  begin.values.resize(static_cast<std::size_t>(middle));
  begin.row_map.back() = middle;
  for (std::int64_t k = middle; k < images.row_map[12]; ++k)
    end.add(images.columns[static_cast<std::size_t>(k)],
            images.values[static_cast<std::size_t>(k)]);
  end.end_image();
  end.row_map.insert(end.row_map.end(), 2, end.row_map.back());
  parts.clear();
  add(begin);
  add(end);
  parts.back().continues = true;
  link();
  EXPECT_EQ(read(folder / "all.h5"), images);
}

TEST_F(LinkBatches, CanBeMoved) {
  link();
  fs::create_directory(folder / "elsewhere");
  for (const char* name : {"all.h5", "100% parts"})
    fs::rename(folder / name, folder / "elsewhere/" + name);
  EXPECT_EQ(read(folder / "elsewhere/all.h5"), images);
}

TEST_F(LinkBatches, MayHaveNoParts) {
  parts.clear();
  link();
  EXPECT_EQ(read(folder / "all.h5"), (SparseImages{shape, {0}, {}, {}}));
}

TEST_F(LinkBatches, NeedsEveryPart) {
  fs::remove(parts[2].file);
  expect_error([&] { link(); }, Error::Cause::input, parts[2].file);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"100% parts"});
}

TEST(Checksum, ComesWithTheFile) {
  const TemporaryFolder folder;
  Random random(6);
  for (const double density : {0.0, 0.5}) {
    BatchWriter writer(folder / "batch.h5", {300, 400});
    writer.append(to_batch<float, std::int64_t, Kokkos::DefaultHostExecutionSpace>(
        random_images(random, {300, 400}, 5, density)));
    const Checksum written = writer.finish().checksum;
    EXPECT_EQ(written, read_checksum(folder / "batch.h5"));
  }
}

TEST(Checksum, IsNotThatOfOtherContents) {
  const TemporaryFolder folder;
  Random random(7);
  const SparseImages images = random_images(random, shape, 5, 0.5);
  SparseImages values = images, columns = images, rows = images;
  values.values[3] += 1;
  ++columns.columns[0];
  ++rows.row_map[2];
  std::vector<Checksum> checksums;
  for (const SparseImages& other : {images, values, columns, rows}) {
    BatchWriter writer(folder / "batch.h5", shape);
    writer.append(to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(other));
    checksums.push_back(writer.finish().checksum);
  }
  EXPECT_NE(checksums[0].data, checksums[1].data);
  EXPECT_NE(checksums[0].indices, checksums[2].indices);
  EXPECT_NE(checksums[0].indptr, checksums[3].indptr);
}

}  // namespace
}  // namespace SparseConv::Test
