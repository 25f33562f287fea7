#include <gtest/gtest.h>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/BatchWriter.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <filesystem>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

template <class Scalar, class Ordinal>
HostBatch<Scalar, Ordinal> host_batch(const SparseImages& images) {
  return to_batch<Scalar, Ordinal, Kokkos::DefaultHostExecutionSpace>(images);
}

SparseImages some_images(std::int64_t n = 30) {
  Random random(7);
  return random_images(random, {5, 8}, n, 0.3);
}

/// Writes images in slices of the given size.
template <class Scalar, class Ordinal>
void write(const std::string& path, const SparseImages& images, std::int64_t step) {
  BatchWriter writer(path, images.shape);
  for (std::int64_t first = 0; first < images.size(); first += step)
    writer.append(
        host_batch<Scalar, Ordinal>(slice(images, first, std::min(first + step, images.size()))));
  const std::int64_t bytes = writer.finish().bytes;
  EXPECT_EQ(bytes, static_cast<std::int64_t>(fs::file_size(path)));
}

template <class Scalar, class Ordinal>
SparseImages read(const std::string& path) {
  const BatchReader reader(path);
  return from_batch(reader.read<Scalar, Ordinal>(0, reader.info().n_images),
                    reader.info().image_shape.value());
}

template <class T>
class BatchWriterOf : public testing::Test {};

using AllTypes = testing::Types<std::pair<float, std::int32_t>, std::pair<float, std::int64_t>,
                                std::pair<double, std::int32_t>, std::pair<double, std::int64_t>>;
TYPED_TEST_SUITE(BatchWriterOf, AllTypes);

TYPED_TEST(BatchWriterOf, GivesTheSameBatchInAnySlices) {
  using Scalar = typename TypeParam::first_type;
  using Ordinal = typename TypeParam::second_type;
  const TemporaryFolder folder;
  const SparseImages images = some_images();
  for (const std::int64_t step : {1, 7, 30}) {
    write<Scalar, Ordinal>(folder / "batch.h5", images, step);
    EXPECT_EQ((read<Scalar, Ordinal>(folder / "batch.h5")), images) << "slices of " << step;
  }
}

TYPED_TEST(BatchWriterOf, KeepsThePrecision) {
  using Scalar = typename TypeParam::first_type;
  using Ordinal = typename TypeParam::second_type;
  const TemporaryFolder folder;
  const SparseImages third{{1, 1}, {0, 1}, {0}, {1.0 / 3}};
  write<Scalar, Ordinal>(folder / "batch.h5", third, 1);
  EXPECT_EQ(BatchReader(folder / "batch.h5").info().double_precision, sizeof(Scalar) == 8);
  EXPECT_EQ((read<double, Ordinal>(folder / "batch.h5").values[0]), Scalar(1.0 / 3));
}

TEST(BatchWriter, WritesTypesAndTextsThatAReaderTells) {
  const TemporaryFolder folder;
  BatchWriter writer(folder / "a.h5", {2, 2}, {{"filter", "box:3"}, {"note", ""}});
  writer.append(host_batch<double, std::int64_t>(SparseImages{{2, 2}, {0, 1}, {3}, {0.5}}));
  writer.finish();
  const BatchInfo info = BatchReader(folder / "a.h5").info();
  EXPECT_EQ(info.value_type, "float64");
  EXPECT_EQ(info.column_type, "int64");
  EXPECT_EQ(info.attributes.at("filter"), "box:3");
  EXPECT_EQ(info.attributes.at("note"), "");
  EXPECT_EQ(info.attributes.count("image-shape"), 0u);
}

TEST(BatchWriter, WritesMoreEntriesThanAChunkHolds) {
  const TemporaryFolder folder;
  Random random(3);
  const SparseImages images = random_images(random, {300, 400}, 4, 0.9);
  write<double, std::int32_t>(folder / "batch.h5", images, 3);
  EXPECT_EQ((read<double, std::int32_t>(folder / "batch.h5")), images);
}

TEST(BatchWriter, WritesEmptyBatches) {
  const TemporaryFolder folder;
  const SparseImages none{{4, 6}, {0}, {}, {}}, empty{{4, 6}, {0, 0, 0}, {}, {}};
  BatchWriter(folder / "nothing.h5", none.shape).finish();
  write<float, std::int32_t>(folder / "empty.h5", empty, 1);
  EXPECT_EQ((read<float, std::int32_t>(folder / "nothing.h5")), none);
  EXPECT_EQ((read<float, std::int32_t>(folder / "empty.h5")), empty);
}

TEST(BatchWriter, AppendsEmptySlices) {
  const TemporaryFolder folder;
  const SparseImages images = some_images();
  BatchWriter writer(folder / "batch.h5", images.shape);
  writer.append(host_batch<float, std::int32_t>(slice(images, 0, 0)));
  writer.append(host_batch<float, std::int32_t>(images));
  writer.append(host_batch<float, std::int32_t>(slice(images, 0, 0)));
  writer.finish();
  EXPECT_EQ((read<float, std::int32_t>(folder / "batch.h5")), images);
}

TEST(BatchWriter, TakesTheMatrixOfACaller) {
  using Space = Kokkos::DefaultExecutionSpace;
  using Matrix = KokkosSparse::CrsMatrix<const double, std::int32_t, Space, void, int>;
  const TemporaryFolder folder;
  const SparseImages images = some_images(3);
  const auto owner = to_batch<double, std::int32_t, Space>(images);
  const Kokkos::View<int*, Space> row_map("row_map", images.row_map.size());
  copy_to(row_map, images.row_map);
  BatchWriter writer(folder / "batch.h5", images.shape);
  writer.append(Matrix("theirs", owner.numRows(), owner.numCols(), owner.nnz(), owner.values,
                       row_map, owner.graph.entries));
  writer.finish();
  EXPECT_EQ((read<double, std::int32_t>(folder / "batch.h5")), images);
}

TEST(BatchWriter, GoesOnWithAnImage) {
  const TemporaryFolder folder;
  const SparseImages images = some_images(3);
  write<float, std::int32_t>(folder / "whole.h5", images, 3);
  const BatchReader whole(folder / "whole.h5");
  BatchWriter writer(folder / "parts.h5", images.shape);
  for (std::int64_t image = 0; image < 3; ++image) {
    const std::int64_t n = images.row_map[image + 1] - images.row_map[image];
    for (std::int64_t first = 0; first < n; first += 4)
      writer.append(whole.read_part<float, std::int32_t>(image, first, std::min(first + 4, n)),
                    first > 0);
  }
  EXPECT_EQ(writer.finish().checksum, read_checksum(folder / "whole.h5"));
}

TEST(BatchWriter, RefusesToGoOnWithNothing) {
  const TemporaryFolder folder;
  const auto batch = host_batch<float, std::int32_t>(some_images());
  BatchWriter writer(folder / "a.h5", {5, 8});
  expect_error([&] { writer.append(batch, true); }, Error::Cause::input,
               "no image that could go on");
}

TEST(BatchWriter, WritesIntoTheGroupThatIsNamed) {
  const TemporaryFolder folder;
  BatchWriter(folder / "batch.h5:results/blurred", {2, 3}).finish();
  EXPECT_EQ(BatchReader(folder / "batch.h5").info().group, "results/blurred");
}

TEST(BatchWriter, ReplacesAFileOnlyInTheEnd) {
  const TemporaryFolder folder;
  write<float, std::int32_t>(folder / "batch.h5", some_images(3), 3);
  BatchWriter writer(folder / "batch.h5", {5, 8});
  writer.append(host_batch<float, std::int32_t>(some_images(9)));
  EXPECT_EQ(BatchReader(folder / "batch.h5").info().n_images, 3);
  EXPECT_EQ(folder.names().size(), 2u);
  writer.finish();
  EXPECT_EQ(BatchReader(folder / "batch.h5").info().n_images, 9);
  EXPECT_EQ(folder.names(), Names{"batch.h5"});
}

TEST(BatchWriter, KeepsAFilePrivateWhileItIsReplaced) {
  using fs::perms;
  const TemporaryFolder folder;
  BatchWriter(folder / "batch.h5", {5, 8}).finish();
  for (const perms mode : {perms::owner_read | perms::owner_write, perms::owner_read}) {
    fs::permissions(folder / "batch.h5", mode);
    BatchWriter writer(folder / "batch.h5", {5, 8}, {}, Overwrite::anything);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder / "")) {
      if (!entry.is_regular_file()) continue;
      EXPECT_EQ(entry.status().permissions() & perms(0077), perms::none) << entry.path();
    }
    writer.finish();
    EXPECT_EQ(fs::status(folder / "batch.h5").permissions(), mode);
  }
}

TEST(BatchWriter, ReplacesAttributesThatItWritesItself) {
  const TemporaryFolder folder;
  for (const char* note : {"one", "two"})
    BatchWriter(folder / "a.h5", {2, 2}, {{"note", note}}).finish();
  EXPECT_EQ(BatchReader(folder / "a.h5").info().attributes.at("note"), "two");
  expect_error(
      [&] {
        BatchWriter(folder / "a.h5", {2, 2});
      },
      Error::Cause::input, "the attribute 'note'");
}

TEST(BatchWriter, LeavesNothingBehindUnlessFinished) {
  const TemporaryFolder folder;
  {
    BatchWriter writer(folder / "batch.h5", {5, 8});
    writer.append(host_batch<float, std::int32_t>(some_images()));
    BatchWriter other(folder / "batch.h5", {5, 8});
    EXPECT_EQ(folder.names().size(), 2u);
    other = std::move(writer);
  }
  EXPECT_EQ(folder.names(), Names{});
}

TEST(BatchWriter, GivesUpAFileAfterAnError) {
  const TemporaryFolder folder;
  const SparseImages images = some_images();
  BatchWriter writer(folder / "batch.h5", images.shape);
  writer.append(host_batch<float, std::int32_t>(images));
  expect_error([&] { writer.append(host_batch<double, std::int32_t>(images)); },
               Error::Cause::input, "batch.h5:images/data: all that is appended");
  EXPECT_EQ(folder.names(), Names{});
  expect_error([&] { writer.append(host_batch<float, std::int32_t>(images)); }, Error::Cause::input,
               "finished, failed");
  expect_error([&] { writer.finish(); }, Error::Cause::input, "finished, failed");
}

TEST(BatchWriter, CanBeMoved) {
  const TemporaryFolder folder;
  BatchWriter first(folder / "batch.h5", {5, 8});
  BatchWriter second(std::move(first));
  const auto batch = host_batch<float, std::int32_t>(some_images(3));
  expect_error([&] { first.append(batch); }, Error::Cause::input, "moved from");
  second.append(batch);
  first = std::move(second);
  first.finish();
  EXPECT_EQ(BatchReader(folder / "batch.h5").info().n_images, 3);
}

TEST(BatchWriter, RefusesImagesOfAnotherShape) {
  const TemporaryFolder folder;
  BatchWriter writer(folder / "batch.h5", {5, 9});
  expect_error([&] { writer.append(host_batch<float, std::int32_t>(some_images())); },
               Error::Cause::input, "40 pixels");
  expect_error([&] { BatchWriter(folder / "batch.h5", {5, 0}); }, Error::Cause::input, "5x0");
}

TEST(BatchWriter, RefusesARowMapThatDoesNotFit) {
  const TemporaryFolder folder;
  for (const SparseImages& wrong :
       {SparseImages{{1, 2}, {0, 1}, {0, 1}, {1, 2}}, SparseImages{{1, 2}, {1, 2}, {0, 1}, {1, 2}},
        SparseImages{{1, 2}, {0}, {0, 1}, {1, 2}},
        SparseImages{{1, 2}, {0, 2, 1, 2}, {0, 1}, {1, 2}}}) {
    BatchWriter writer(folder / "batch.h5", wrong.shape);
    expect_error([&] { writer.append(host_batch<float, std::int32_t>(wrong)); },
                 Error::Cause::input, "row map");
  }
}

TEST(BatchWriter, RefusesColumnsThatAreNoPixels) {
  const TemporaryFolder folder;
  for (const std::int64_t column : {-1, 2}) {
    BatchWriter writer(folder / "batch.h5", {1, 2});
    const SparseImages wrong{{1, 2}, {0, 2}, {0, column}, {1, 2}};
    expect_error([&] { writer.append(host_batch<float, std::int32_t>(wrong)); },
                 Error::Cause::input, "entry 1 of what is appended is column");
  }
}

/// What a program leaves that is killed while it writes a file.
void leave(const std::string& folder, const std::string& file) {
  fs::create_directory(folder);
  std::ofstream(folder + "/" + file) << "incomplete";
}

TEST(BatchWriter, RemovesWhatKilledProgramsLeft) {
  const TemporaryFolder folder;
  leave(folder / ".batch.h5.0.partial", "batch.h5");
  fs::create_directory(folder / ".batch.h5.1.partial");
  leave(folder / ".batch.h5.2.partial", "batch.h5");
  write<float, std::int32_t>(folder / "batch.h5", some_images(), 30);
  EXPECT_EQ(folder.names(), Names{"batch.h5"});
}

TEST(BatchWriter, LeavesWhatOthersLeft) {
  const TemporaryFolder folder;
  leave(folder / "theirs", "batch.h5");
  leave(folder / ".batch.h5.0.partial", "other.h5");
  folder.write(".batch.h5.1.partial", "theirs");
  fs::create_directory_symlink("theirs", folder / ".batch.h5.2.partial");
  const Names before = folder.names();
  write<float, std::int32_t>(folder / "batch.h5", some_images(), 30);
  fs::remove(folder / "batch.h5");
  EXPECT_EQ(folder.names(), before);
  EXPECT_TRUE(fs::exists(folder / ".batch.h5.0.partial/other.h5"));
  EXPECT_TRUE(fs::exists(folder / "theirs/batch.h5"));
}

TEST(BatchWriter, LeavesTheFilesOfWritersAtWork) {
  const TemporaryFolder folder;
  BatchWriter first(folder / "batch.h5", {5, 8});
  const BatchWriter second(folder / "batch.h5", {5, 8});
  EXPECT_EQ(folder.names(), (Names{".batch.h5.0.partial", ".batch.h5.1.partial"}));
  first.append(host_batch<float, std::int32_t>(some_images()));
  first.finish();
  EXPECT_EQ(folder.names(), (Names{".batch.h5.1.partial", "batch.h5"}));
}

TEST(BatchWriter, TakesNamesOfAnyLength) {
  const TemporaryFolder folder;
  std::string accents;
  while (accents.size() < 254) accents += "\u00e9";
  for (const std::string& name : {std::string(255, 'x'), accents}) {
    write<float, std::int32_t>(folder / name, some_images(), 30);
    EXPECT_EQ(folder.names(), Names{name});
    fs::remove(folder / name);
  }
}

TEST(BatchWriter, RefusesPlacesThatCannotBeWritten) {
  const TemporaryFolder folder;
  const auto refuses = [](const std::string& path, const std::string& part) {
    expect_error([&] { BatchWriter(path, {2, 2}); }, Error::Cause::system, part);
  };
  refuses(folder / "missing/batch.h5", "there is no folder");
  refuses(folder / ".", "is a folder");
  refuses(folder / "new/", "is a folder");
  refuses(folder.write("file", "") + "/batch.h5", "Not a directory");
  refuses("/dev/null", "is not an ordinary file");
  refuses(folder / std::string(300, 'x'), "File name too long");
  EXPECT_EQ(folder.names(), Names{"file"});
}

}  // namespace
}  // namespace SparseConv::Test
