#include <gtest/gtest.h>
#include <SparseConv/io.hpp>
#include <filesystem>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;
namespace fs = std::filesystem;

void expect_split(const std::string& path, const std::string& file, const std::string& object) {
  const Path parts = split_path(path);
  EXPECT_EQ(parts.file, file) << path;
  EXPECT_EQ(parts.object, object) << path;
}

TEST(SplitPath, TakesFileAndObjectApart) {
  expect_split("new.h5", "new.h5", "");
  expect_split("new.h5:images", "new.h5", "images");
  expect_split("new.h5:/a/b/", "new.h5", "a/b");
  expect_split("new.h5:", "new.h5", "");
  expect_split("new.h5:/", "new.h5", "");
  expect_split("folder/new.h5:a/b", "folder/new.h5", "a/b");
  expect_split("", "", "");
}

TEST(SplitPath, EndsANewFileAtItsExtension) {
  expect_split("new.h5:gaussian:1", "new.h5", "gaussian:1");
  expect_split("folder.d/new.h5:images/gaussian:1.5", "folder.d/new.h5", "images/gaussian:1.5");
  expect_split("run:1.h5:images", "run:1.h5", "images");
  expect_split("run:1:images", "run:1", "images");
}

TEST(SplitPath, TakesTheTimeOfDayForAPartOfTheName) {
  expect_split("2024-02-01T10:11:12.h5", "2024-02-01T10:11:12.h5", "");
  expect_split("2024-02-01T10:11:12.h5:images", "2024-02-01T10:11:12.h5", "images");
  expect_split("10:11:12.h5ad", "10:11:12.h5ad", "");
}

TEST(SplitPath, PrefersTheLongestNameOfAFileThatExists) {
  const TemporaryFolder folder;
  folder.write("a", "");
  folder.write("a:b", "");
  expect_split(folder / "a:b", folder / "a:b", "");
  expect_split(folder / "a:b:c", folder / "a:b", "c");
  expect_split(folder / "a:c:d", folder / "a", "c:d");
}

TEST(SplitPath, LeavesFoldersWhole) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "run:1");
  expect_split(folder / "run:1/new.h5", folder / "run:1/new.h5", "");
  expect_split(folder / "run:1/new.h5:x/y", folder / "run:1/new.h5", "x/y");
}

/// The system takes such a path to end there, so that two names would be one.
TEST(SplitPath, RefusesNullCharacters) {
  const std::string path("new\0.h5", 7);
  expect_error([&] { return split_path(path); }, Error::Cause::input, "null character");
  expect_error([&] { BatchWriter(path, {2, 2}); }, Error::Cause::input, "null character");
}

TEST(SameFile, SeesThroughLinks) {
  const TemporaryFolder folder;
  const std::string a = folder.write("a", "text"), b = folder.write("b", "text");
  fs::create_symlink("a", folder / "symbolic");
  fs::create_hard_link(a, folder / "hard");
  EXPECT_TRUE(same_file(a, a));
  EXPECT_TRUE(same_file(a, folder / "./a"));
  EXPECT_TRUE(same_file(a, folder / "symbolic"));
  EXPECT_TRUE(same_file(folder / "hard", a));
  EXPECT_FALSE(same_file(a, b));
  EXPECT_FALSE(same_file(a, folder / "missing"));
}

}  // namespace
}  // namespace SparseConv::Test
