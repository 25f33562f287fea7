// What other programs do while a result is brought to the disk, just before it gets its name.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <SparseConv/io.hpp>
#include <SparseConv/job.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>
#include <utility>

namespace {

/// Called once, when the result under its temporary name is brought to the disk.
std::function<void()> meddle;

bool is_result(int file) {
  const std::string path =
      std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file)).string();
  return path.find("/.out.h5.") != std::string::npos;
}

}  // namespace

/// Stands before the function of the system.
extern "C" int fsync(int file) {
  static const auto sync = reinterpret_cast<decltype(&fsync)>(::dlsym(RTLD_NEXT, "fsync"));
  if (meddle && is_result(file)) std::exchange(meddle, nullptr)();
  return sync(file);
}

namespace SparseConv::Test {
namespace {

namespace fs = std::filesystem;

class PublishingTest : public testing::Test {
 protected:
  TemporaryFolder folder;
  job::Job job;

  void SetUp() override {
    io::BatchWriter writer(folder / "in.h5", {2, 2});
    writer.append(images());
    writer.finish();
    job.input = folder / "in.h5";
    job.output = folder / "out.h5";
    job.filters = {{Filter({1, 1}, {2}), "twice", {}}};
  }

  static io::HostBatch<float, std::int32_t> images() {
    using Batch = io::HostBatch<float, std::int32_t>;
    const Batch::row_map_type::non_const_type row_map("row_map", 3);
    const Batch::index_type::non_const_type columns("columns", 2);
    const Batch::values_type::non_const_type values("values", 2);
    row_map(1) = 1, row_map(2) = 2;
    Kokkos::deep_copy(values, 1.0f);
    return Batch("images", 2, 4, 2, values, row_map, columns);
  }

  void expect_kept(const std::string& text) const {
    std::string found;
    std::ifstream(folder / "out.h5") >> found;
    EXPECT_EQ(found, text);
  }
};

TEST_F(PublishingTest, KeepsWhatAnotherProgramHasWrittenMeanwhile) {
  const auto others = [&] { folder.write("out.h5", "theirs"); };
  for (const bool resume : {false, true}) {  // a result, and a shard that becomes the result
    job.resume = resume;
    meddle = others;
    expect_error([&] { run(job); }, Error::Cause::system, "was changed by another program");
    expect_kept("theirs");
    fs::remove(folder / "out.h5");
  }
  io::BatchWriter writer(folder / "out.h5", {2, 2});
  writer.append(images());
  meddle = others;
  expect_error([&] { writer.finish(); }, Error::Cause::system, "was changed by another program");
  expect_kept("theirs");
}

TEST_F(PublishingTest, KeepsTheShardsOfAResultThatGotAnotherName) {
  job.layout = job::Layout::sharded;
  run(job);
  meddle = [&] { fs::create_hard_link(folder / "out.h5", folder / "keep.h5"); };
  for (int i = 0; i < 2; ++i) run(job);  // the second run looks through what the first replaced
  const io::BatchReader kept(folder / "keep.h5");
  const auto batch = kept.read<float, std::int32_t>(0, 2);
  EXPECT_EQ(batch.values(0), 2);
}

}  // namespace
}  // namespace SparseConv::Test
