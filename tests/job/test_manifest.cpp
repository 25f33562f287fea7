#include <gtest/gtest.h>
#include <io/chunks/crc32.hpp>
#include <job/shards/Manifest.hpp>

namespace SparseConv::Test {
namespace {

using namespace job;

Shard shard(std::int64_t first, std::int64_t last) {
  return {{first, last}, 1000, {{7, {1, 2, 3}}, {8, {4, 5, 6}}}};
}

TEST(Manifest, SaysWhatWasWritten) {
  Manifest manifest;
  manifest.add(line_of_begin(20) + line_of(shard(20, 30)) + line_of_begin(0) +
               line_of(shard(0, 9)));
  EXPECT_EQ(manifest.begun, (std::set<std::int64_t>{0, 20}));
  ASSERT_EQ(manifest.finished.size(), 2u);
  EXPECT_EQ(manifest.finished[0].rows, (RowRange{0, 9}));
  const Shard& last = manifest.finished[1];
  EXPECT_EQ(last.bytes, 1000);
  EXPECT_EQ(last.nnz(), 15);
  ASSERT_EQ(last.batches.size(), 2u);
  EXPECT_EQ(last.batches[1].nnz, 8);
  EXPECT_EQ(last.batches[0].checksum, (io::Checksum{1, 2, 3}));
  EXPECT_EQ(last.batches[1].checksum, (io::Checksum{4, 5, 6}));
}

TEST(Manifest, PassesOverLinesThatWereCutOff) {
  const std::string line = line_of(shard(0, 9));
  for (std::size_t length = 0; length < line.size() - 1; ++length) {
    Manifest manifest;
    manifest.add(line_of(shard(10, 12)) + line.substr(0, length));
    EXPECT_EQ(manifest.finished.size(), 1u) << length;
  }
}

/// A line with the right checksum. \param json as nlohmann's dump() has it
std::string with_checksum(const std::string& json) {
  const std::uint32_t sum = io::hdf5::crc32(0, json.data(), json.size());
  return json.substr(0, json.size() - 1) + ",\"checksum\":" + std::to_string(sum) + "}\n";
}

TEST(Manifest, PassesOverLinesThatSayNothing) {
  Manifest sound;
  sound.add(with_checksum("{\"begun\":7}"));
  EXPECT_EQ(sound.begun, (std::set<std::int64_t>{7}));
  Manifest manifest;
  manifest.add("nonsense\n[]\n{}\n3\n\n" + with_checksum("{\"begun\":\"../x\"}") +
               with_checksum("{\"rows\":[0]}") + with_checksum("{\"other\":1}"));
  EXPECT_TRUE(manifest.finished.empty() && manifest.begun.empty() && !manifest.publication);
}

/// Rows that are wrong may be rows of the same images: nothing else would tell.
TEST(Manifest, PassesOverLinesWithAWrongDigit) {
  for (std::string line :
       {line_of(shard(100, 512)), line_of_begin(234), line_of(Publication{5, {"a"}})})
    for (char& letter : line) {
      if (letter < '0' || letter > '9') continue;
      const char right = letter;
      letter = right == '9' ? '8' : static_cast<char>(right + 1);
      Manifest manifest;
      manifest.add(line);
      EXPECT_TRUE(manifest.finished.empty() && manifest.begun.empty() && !manifest.publication)
          << line;
      letter = right;
    }
}

TEST(Manifest, KnowsWhetherAResultWasPublished) {
  Manifest manifest;
  manifest.add(line_of(Publication{5, {"a"}}) + line_of(Publication{6, {"b", "c"}}));
  ASSERT_TRUE(manifest.publication);
  EXPECT_EQ(manifest.publication->inode, 6u);
  EXPECT_EQ(manifest.publication->replaces, (std::vector<std::string>{"b", "c"}));
  manifest.add(line_of_withdrawal());
  EXPECT_FALSE(manifest.publication);
}

TEST(Shards, ThatOverlapOrAreEmptyDoNotCount) {
  Shards shards{shard(30, 40), shard(0, 10), shard(5, 12), shard(10, 10), shard(10, 20)};
  sort_out(shards);
  ASSERT_EQ(shards.size(), 3u);
  EXPECT_EQ(shards[1].rows, (RowRange{10, 20}));
  const auto missing = missing_rows(shards, 50);
  ASSERT_EQ(missing.size(), 2u);
  EXPECT_EQ(missing[0], (RowRange{20, 30}));
  EXPECT_EQ(missing[1], (RowRange{40, 50}));
}

}  // namespace
}  // namespace SparseConv::Test
