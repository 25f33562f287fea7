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

/// How batches of several files become one.
using Merge = void(const std::string& path, const std::vector<BatchPart>& parts);

const std::map<std::string, std::string> attributes{{"mode", "same"}};

void link(const std::string& path, const std::vector<BatchPart>& parts) {
  const std::int64_t bytes = link_batches<double, std::int32_t>(path, shape, attributes, parts);
  EXPECT_EQ(bytes, static_cast<std::int64_t>(fs::file_size(path)));
}

void join(const std::string& path, const std::vector<BatchPart>& parts) {
  const std::int64_t bytes = join_batches<double, std::int32_t>(path, shape, attributes, parts);
  EXPECT_EQ(bytes, static_cast<std::int64_t>(fs::file_size(path)));
}

/// As several processes would, the last one first.
void join_in_turns(const std::string& path, const std::vector<BatchPart>& parts) {
  prepare_joint_file<double, std::int32_t>(path, shape, attributes, parts);
  std::vector<std::int64_t> begins{0};
  for (const BatchPart& part : parts)
    begins.push_back(begins.back() + BatchReader(part.file).info().nnz);
  for (const auto& work : {copy_entries, verify_entries})
    for (std::size_t i = parts.size(); i-- > 0;) work(path, parts[i], begins[i]);
}

/// Three files, of which one has no images and one no entries, and what they hold together.
class MergeBatches : public testing::TestWithParam<Merge*> {
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
    const std::string file = folder / "100% parts/" + std::to_string(parts.size()) + ".h5";
    BatchWriter writer(file, shape, {}, Purpose::copying);
    writer.append(to_batch<double, std::int32_t, Kokkos::DefaultHostExecutionSpace>(part));
    parts.push_back({file, false, writer.finish().checksum});
  }
  void merge() { GetParam()(folder / "all.h5", parts); }
};

SparseImages read(const std::string& path) {
  const BatchReader reader(path);
  return from_batch(reader.read<double, std::int32_t>(0, reader.info().n_images),
                    reader.info().image_shape.value());
}

TEST_P(MergeBatches, IsOneBatch) {
  merge();
  EXPECT_EQ(read(folder / "all.h5"), images);
  BatchWriter writer(folder / "copy.h5", shape);
  writer.append(to_batch<double, std::int32_t, Kokkos::DefaultHostExecutionSpace>(images));
  EXPECT_EQ(writer.finish().checksum, read_checksum(folder / "all.h5"));
}

TEST_P(MergeBatches, JoinsAnImageInParts) {
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
  merge();
  EXPECT_EQ(read(folder / "all.h5"), images);
}

TEST_P(MergeBatches, CanBeMoved) {
  merge();
  fs::create_directory(folder / "elsewhere");
  for (const char* name : {"all.h5", "100% parts"})
    fs::rename(folder / name, folder / "elsewhere/" + name);
  EXPECT_EQ(read(folder / "elsewhere/all.h5"), images);
}

TEST_P(MergeBatches, MayHaveNoParts) {
  parts.clear();
  merge();
  EXPECT_EQ(read(folder / "all.h5"), (SparseImages{shape, {0}, {}, {}}));
}

TEST_P(MergeBatches, NeedsEveryPart) {
  fs::remove(parts[2].file);
  expect_error([&] { merge(); }, Error::Cause::input, parts[2].file);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"100% parts"});
}

TEST_P(MergeBatches, NeedsImagesOfOneSize) {
  BatchWriter writer(folder / "other.h5", {1, 3});
  const WrittenFile other = writer.finish();
  parts.push_back({folder / "other.h5", false, other.checksum});
  expect_error([&] { merge(); }, Error::Cause::input, "other.h5: its images have 3 pixels, not 40");
}

TEST_P(MergeBatches, CopiesNumbersOfOneType) {
  if (GetParam() == link) GTEST_SKIP() << "HDF5 converts what is linked";
  BatchWriter writer(folder / "float.h5", shape);
  writer.append(
      to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(slice(images, 0, 2)));
  parts.push_back({folder / "float.h5", false, writer.finish().checksum});
  expect_error([&] { merge(); }, Error::Cause::input, "type");
}

std::string name_of(const testing::TestParamInfo<Merge*>& test) {
  return test.param == link ? "Link" : test.param == join ? "Join" : "JoinInTurns";
}

INSTANTIATE_TEST_SUITE_P(, MergeBatches, testing::Values(link, join, join_in_turns), name_of);

class JointFile : public MergeBatches {};

INSTANTIATE_TEST_SUITE_P(, JointFile, testing::Values(join_in_turns), name_of);

TEST_P(JointFile, KnowsWhatItShouldHold) {
  merge();
  EXPECT_TRUE(BatchReader(folder / "all.h5").info().has_checksum);
  EXPECT_FALSE(BatchReader(parts[0].file).info().has_checksum);
  read_checksum(folder / "all.h5");
  copy_entries(folder / "all.h5", parts[0], 1);
  expect_error([&] { read_checksum(folder / "all.h5"); }, Error::Cause::input,
               "all.h5:images/data: holds something else than what was written");
}

TEST_P(JointFile, IsVerifiedPartByPart) {
  merge();
  copy_entries(folder / "all.h5", parts[0], 1);
  expect_error([&] { verify_entries(folder / "all.h5", parts[0], 0); }, Error::Cause::system,
               "all.h5: the disk does not hold what was written");
  verify_entries(folder / "all.h5", parts[3], images.row_map.back());
}

TEST_P(JointFile, NeedsThePartsThatWereWritten) {
  ++parts[2].checksum.indptr;
  expect_error([&] { merge(); }, Error::Cause::system, parts[2].file + ":images/indptr");
  --parts[2].checksum.indptr;
  ++parts[2].checksum.indices;
  expect_error([&] { merge(); }, Error::Cause::system, "the disk does not hold");
}

TEST_P(JointFile, HasRoomForItsPartsOnly) {
  merge();
  for (const std::int64_t first : {std::int64_t(-1), images.row_map[7] + 1})
    expect_error([&] { copy_entries(folder / "all.h5", parts[2], first); }, Error::Cause::input,
                 "has no room for the");
  join(folder / "joined.h5", parts);
  expect_error([&] { copy_entries(folder / "joined.h5", parts[0], 0); }, Error::Cause::input,
               "was not made by prepare_joint_file()");
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
