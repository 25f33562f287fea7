#include <gtest/gtest.h>

#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/BatchWriter.hpp>
#include <SparseConv/io/Compression.hpp>
#include <filesystem>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;
using Kind = Compression::Kind;

TEST(Compression, IsNamedByATextAndBack) {
  for (const char* text : {"none", "gzip:1", "gzip:9"})
    EXPECT_EQ(to_string(compression_from_string(text)), text);
  EXPECT_EQ(to_string(compression_from_string("gzip")), "gzip:1");
  EXPECT_EQ(compression_from_string("gzip:4").kind, Kind::gzip);
  EXPECT_EQ(compression_from_string("gzip:4").level, 4);
}

TEST(Compression, IsOneOfTheAvailableKinds) {
  const std::vector<std::string> names = available_compressions();
  ASSERT_GE(names.size(), 2u);
  EXPECT_EQ(names[0], "none");
  EXPECT_EQ(names[1], "gzip[:LEVEL]");
}

TEST(Compression, RefusesOtherTexts) {
  const auto refuses = [](const std::string& text, const std::string& part) {
    expect_error([&] { return compression_from_string(text); }, Error::Cause::input, part);
  };
  refuses("", "no compression ''");
  refuses("GZIP", "use one of none, gzip[:LEVEL]");
  refuses("gzip:0", "from 1 to 9, not 0");
  refuses("gzip:10", "from 1 to 9, not 10");
  refuses("gzip:+1", "not a level");
  refuses("gzip:1x", "not a level");
}

/// Writes random images in two slices. \return the size of the file
std::int64_t write(const std::string& path, const SparseImages& images,
                   const Compression& compression) {
  const auto batch = [&](std::int64_t first, std::int64_t last) {
    return to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(
        slice(images, first, last));
  };
  BatchWriter writer(path, images.shape, {}, Overwrite::results, compression);
  writer.append(batch(0, 3));
  writer.append(batch(3, images.size()));
  return writer.finish().bytes;
}

TEST(Compression, LosesNothing) {
  const TemporaryFolder folder;
  Random random(11);
  const SparseImages images = random_images(random, {60, 70}, 40, 0.5);
  const std::int64_t plain = write(folder / "plain.h5", images, {});
  for (const Compression& compression : {Compression{Kind::gzip, 1}, Compression{Kind::gzip, 9}}) {
    EXPECT_LT(write(folder / "small.h5", images, compression), 0.8 * static_cast<double>(plain));
    const BatchReader reader(folder / "small.h5");
    EXPECT_EQ(from_batch(reader.read<float, std::int32_t>(0, images.size()), images.shape), images);
  }
}

TEST(Compression, IsRefusedBeforeAFileIsMade) {
  const TemporaryFolder folder;
  expect_error(
      [&] {
        BatchWriter(folder / "a.h5", {2, 2}, {}, Overwrite::results, Compression{Kind::gzip, 10});
      },
      Error::Cause::input, "from 1 to 9");
  EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace SparseConv::Test
