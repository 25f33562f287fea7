#include <SparseConv/io.hpp>
#include <filesystem>
#include <fstream>
#include <io/arrays/ArrayReader.hpp>
#include <job/assemble/Merger.hpp>
#include <job/assemble/copy_entries.hpp>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;
using namespace job;
namespace fs = std::filesystem;

constexpr ImageShape shape{5, 8};

/// A way in which batches of several files become one.
using Merge = void(const std::string& path, const std::vector<ShardBatch>& shards);

const std::map<std::string, std::string> attributes{{"mode", "same"}};

/// Makes a file; `add` adds the arrays `data` and `indices`.
template <class Add>
void merge_into(const std::string& path, const std::vector<ShardBatch>& shards, const Add& add) {
  const io::hdf5::Quiet quiet;
  // Links are relative to the folder of the file, so that it grows there.
  io::OutputFile file(io::find_output_place(path, Overwrite::anything), path + ".partial");
  {
    Merger merger(file, file.place().group, shape, attributes);
    merger.add(shards);
    add(merger, "data", io::hdf5::type_in_memory<double>());
    add(merger, "indices", io::hdf5::type_in_memory<std::int32_t>());
    file.complete(merger.n_images());
    merger.check();
  }
  const std::int64_t bytes = file.commit();
  EXPECT_EQ(bytes, static_cast<std::int64_t>(fs::file_size(path)));
}

void link(const std::string& path, const std::vector<ShardBatch>& shards) {
  merge_into(path, shards,
             [](Merger& merger, const char* name, hid_t type) { merger.link(name, type); });
}

void join(const std::string& path, const std::vector<ShardBatch>& shards) {
  merge_into(path, shards,
             [](Merger& merger, const char* name, hid_t type) { merger.copy(name, type, [] {}); });
}

JointBatch whole(const std::string& path) { return {path, "images"}; }

/// Joins files as several processes would, the last process first.
void join_in_turns(const std::string& path, const std::vector<ShardBatch>& shards) {
  const io::hdf5::Quiet quiet;
  merge_into(path, shards,
             [](Merger& merger, const char* name, hid_t type) { merger.make_room(name, type); });
  std::vector<std::int64_t> begins{0};
  for (const ShardBatch& shard : shards)
    begins.push_back(begins.back() + BatchReader(shard.file).info().nnz);
  for (std::size_t i = shards.size(); i-- > 0;) copy_entries(whole(path), shards[i], begins[i]);
  BlockSums sums = no_block_sums(whole(path));
  for (std::size_t i = shards.size(); i-- > 0;)
    verify_entries(whole(path), shards[i], begins[i], sums);
  write_block_sums(whole(path), sums);
}

/// Three files, one without images and one without entries, and the batch that they make together.
class Merging : public testing::TestWithParam<Merge*> {
 protected:
  TemporaryFolder folder;
  SparseImages images;
  std::vector<ShardBatch> shards;

  void SetUp() override {
    fs::create_directory(folder / "100% shards");
    Random random(5);
    images = random_images(random, shape, 12, 0.3);
    add(slice(images, 0, 5));
    add(slice(images, 5, 5));
    add(slice(images, 5, 12));
    add({shape, {0, 0, 0}, {}, {}});
    images.row_map.insert(images.row_map.end(), 2, images.row_map.back());
  }
  void add(const SparseImages& of_shard) {
    const std::string file = folder / "100% shards/" + std::to_string(shards.size()) + ".h5";
    BatchWriter writer(file, shape);
    writer.append(to_batch<double, std::int32_t, Kokkos::DefaultHostExecutionSpace>(of_shard));
    shards.push_back({file, false, writer.finish().checksum});
  }
  void merge() { GetParam()(folder / "all.h5", shards); }
};

SparseImages read(const std::string& path) {
  const BatchReader reader(path);
  return from_batch(reader.read<double, std::int32_t>(0, reader.info().n_images),
                    reader.info().image_shape.value());
}

TEST_P(Merging, IsOneBatch) {
  merge();
  EXPECT_EQ(read(folder / "all.h5"), images);
  BatchWriter writer(folder / "copy.h5", shape);
  writer.append(to_batch<double, std::int32_t, Kokkos::DefaultHostExecutionSpace>(images));
  EXPECT_EQ(writer.finish().checksum, read_checksum(folder / "all.h5"));
}

TEST_P(Merging, JoinsAnImageInParts) {
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
  shards.clear();
  add(begin);
  add(end);
  shards.back().continues = true;
  merge();
  EXPECT_EQ(read(folder / "all.h5"), images);
}

TEST_P(Merging, CanBeMoved) {
  merge();
  fs::create_directory(folder / "elsewhere");
  for (const char* name : {"all.h5", "100% shards"})
    fs::rename(folder / name, folder / "elsewhere/" + name);
  EXPECT_EQ(read(folder / "elsewhere/all.h5"), images);
}

TEST_P(Merging, MayHaveNoShards) {
  shards.clear();
  merge();
  EXPECT_EQ(read(folder / "all.h5"), (SparseImages{shape, {0}, {}, {}}));
}

TEST_P(Merging, NeedsEveryShard) {
  fs::remove(shards[2].file);
  expect_error([&] { merge(); }, Error::Cause::input, shards[2].file);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"100% shards"});
}

TEST_P(Merging, NeedsImagesOfOneSize) {
  BatchWriter writer(folder / "other.h5", {1, 3});
  const WrittenFile other = writer.finish();
  shards.push_back({folder / "other.h5", false, other.checksum});
  expect_error([&] { merge(); }, Error::Cause::input, "other.h5: its images have 3 pixels, not 40");
}

TEST_P(Merging, CopiesNumbersOfOneType) {
  if (GetParam() == link) GTEST_SKIP() << "HDF5 converts what is linked";
  BatchWriter writer(folder / "float.h5", shape);
  writer.append(
      to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(slice(images, 0, 2)));
  shards.push_back({folder / "float.h5", false, writer.finish().checksum});
  expect_error([&] { merge(); }, GetParam() == join ? Error::Cause::input : Error::Cause::system,
               "type");
}

std::string name_of(const testing::TestParamInfo<Merge*>& test) {
  return test.param == link ? "Link" : test.param == join ? "Join" : "JoinInTurns";
}

INSTANTIATE_TEST_SUITE_P(, Merging, testing::Values(link, join, join_in_turns), name_of);

class JointFile : public Merging {};

INSTANTIATE_TEST_SUITE_P(, JointFile, testing::Values(join_in_turns), name_of);

/// Flips a bit of an entry, without HDF5.
void damage(const std::string& path, const char* array, std::int64_t entry) {
  const io::hdf5::Quiet quiet;
  const io::hdf5::ArrayReader reader = io::hdf5::open_array(path, "images", array);
  const auto at = static_cast<std::streamoff>(H5Dget_offset(reader.dataset())) + entry * 4;
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(at);
  const int byte = file.get();
  file.seekp(at);
  file.put(static_cast<char>(byte ^ 16));
}

TEST_P(JointFile, KnowsWhatItShouldHold) {
  merge();
  EXPECT_TRUE(BatchReader(folder / "all.h5").info().has_checksum);
  EXPECT_FALSE(BatchReader(shards[0].file).info().has_checksum);
  read_checksum(folder / "all.h5");
  damage(folder / "all.h5", "data", 5);
  const char* const message = "all.h5:images/data: holds something else than what was written";
  expect_error([&] { read_checksum(folder / "all.h5"); }, Error::Cause::input, message);
  expect_error([&] { read(folder / "all.h5"); }, Error::Cause::input, message);
}

TEST_P(JointFile, IsVerifiedShardByShard) {
  merge();
  const JointBatch all = whole(folder / "all.h5");
  copy_entries(all, shards[0], 1);
  BlockSums sums = no_block_sums(all);
  expect_error([&] { verify_entries(all, shards[0], 0, sums); }, Error::Cause::system,
               "all.h5: the disk does not hold what was written");
  verify_entries(all, shards[3], images.row_map.back(), sums);
}

TEST_P(JointFile, NeedsTheShardsThatWereWritten) {
  ++shards[2].checksum.indptr;
  expect_error([&] { merge(); }, Error::Cause::system, shards[2].file + ":images/indptr");
  --shards[2].checksum.indptr;
  ++shards[2].checksum.indices;
  expect_error([&] { merge(); }, Error::Cause::system, "the disk does not hold");
}

TEST(JoinedFile, NeedsTheShardsThatWereWritten) {
  const TemporaryFolder folder;
  const std::string shard = folder / "shard.h5";
  Random random(6);
  BatchWriter writer(shard, shape);
  writer.append(to_batch<double, std::int32_t, Kokkos::DefaultHostExecutionSpace>(
      random_images(random, shape, 3, 0.3)));
  const Checksum written = writer.finish().checksum;
  Checksum data = written, indices = written;
  ++data.data;
  ++indices.indices;
  const auto join_as = [&](const Checksum& checksum) {
    join(folder / "all.h5", {{shard, false, checksum}});
  };
  const std::string message = ": its shards do not hold what was written";
  expect_error([&] { join_as(data); }, Error::Cause::system, "all.h5:images/data" + message);
  expect_error([&] { join_as(indices); }, Error::Cause::system, "all.h5:images/indices" + message);
  join_as(written);
}

TEST_P(JointFile, HasRoomForItsShardsOnly) {
  merge();
  for (const std::int64_t first : {std::int64_t(-1), images.row_map[7] + 1})
    expect_error([&] { copy_entries(whole(folder / "all.h5"), shards[2], first); },
                 Error::Cause::system, "has no room for the");
  join(folder / "joined.h5", shards);
  expect_error([&] { copy_entries(whole(folder / "joined.h5"), shards[0], 0); },
               Error::Cause::system, "has no place in the file");
}

}  // namespace
}  // namespace SparseConv::Test
