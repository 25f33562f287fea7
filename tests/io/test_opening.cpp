#include <gtest/gtest.h>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/BatchWriter.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <string>
#include <support/SparseImages.hpp>
#include <support/TemporaryFolder.hpp>
#include <vector>

namespace SparseConv::Test {
namespace {

using namespace io;

/// So many hits, each in an image of its own.
std::string hits(std::int64_t n) {
  std::string text;
  for (std::int64_t image = n - 1; image >= 0; --image) text += std::to_string(image) + ",1,2\n";
  return text;
}

/// The beginning of a file with so many images in NumPy's format NPY.
std::string header(std::int64_t n) {
  const std::string text =
      "{'descr': '|u1', 'fortran_order': False, 'shape': (" + std::to_string(n) + ", 2, 3), }\n";
  const std::string begin{'\x93', 'N', 'U', 'M', 'P', 'Y', '\1', 0, static_cast<char>(text.size()),
                          0};
  return begin + text;
}

/// So many images of ones in NumPy's format NPY.
std::string stack(std::int64_t n) {
  return header(n) + std::string(static_cast<std::size_t>(6 * n), '\1');
}

/// What is told while a reader is made.
std::vector<double> told(const std::string& path) {
  std::vector<double> fractions;
  ReadOptions options;
  options.image_shape = {2, 3};
  options.opening = [&fractions](double fraction) { fractions.push_back(fraction); };
  EXPECT_GT(BatchReader(path, options).info().nnz, 0);
  return fractions;
}

constexpr std::int64_t several_runs = 3000000;

/// Files that take long to open.
std::vector<std::string> long_files(const TemporaryFolder& folder) {
  return {folder.write("many.csv", hits(several_runs)), folder.write("many.npy", stack(1000000))};
}

TEST(Opening, IsToldFromBeginningToEnd) {
  const TemporaryFolder folder;
  EXPECT_EQ(told(folder.write("one.csv", hits(1))), (std::vector<double>{0, 1}));
  EXPECT_EQ(told(folder.write("one.npy", stack(1))), (std::vector<double>{0, 1}));
  for (const std::string& path : long_files(folder)) {
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<double> fractions = told(path);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(fractions.front(), 0);
    EXPECT_EQ(fractions.back(), 1);
    EXPECT_EQ(std::count(fractions.begin(), fractions.end(), 1), 1);
    EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
    EXPECT_GT(fractions.size(), 2u) << path;
    EXPECT_LE(static_cast<double>(fractions.size()), 2 + 10 * seconds.count());
  }
}

TEST(Opening, IsNotToldWhereItTakesNoTime) {
  const TemporaryFolder folder;
  BatchWriter writer(folder / "batch.h5", {2, 3});
  writer.append(to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(
      SparseImages{{2, 3}, {0, 1}, {5}, {1}}));
  writer.finish();
  EXPECT_EQ(told(folder / "batch.h5"), std::vector<double>());
}

std::ptrdiff_t count_open_files() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

struct Enough {};

/// Temporary files have no names: they are gone when they are closed.
TEST(Opening, EndsWithWhatIsThrownThere) {
  const TemporaryFolder folder;
  const std::vector<std::string> paths = long_files(folder);
  const std::ptrdiff_t before = count_open_files();
  for (const std::string& path : paths)
    for (const double limit : {0.0, 0.1, 0.8, 1.0}) {
      ReadOptions options;
      options.image_shape = {2, 3};
      options.opening = [limit](double fraction) {
        if (fraction >= limit) throw Enough();
      };
      EXPECT_THROW(BatchReader(path, options), Enough);
      EXPECT_EQ(count_open_files(), before);
    }
}

/// The file is a hole. No computer has memory for a number for each image.
TEST(Opening, OfManyImagesTakesNoMemoryForEach) {
  constexpr std::int64_t n = std::int64_t{1} << 38;
  const TemporaryFolder folder;
  const std::string path = folder.write("hole.npy", header(n));
  std::filesystem::resize_file(path, static_cast<std::uintmax_t>(header(n).size() + 6 * n));
  ReadOptions options;
  options.opening = [](double) { throw Enough(); };
  EXPECT_THROW(BatchReader(path, options), Enough);
}

/// More images than the reader keeps begins of.
TEST(Opening, OfManyImagesFindsAnyOfThem) {
  constexpr std::int64_t n = 200000;
  const TemporaryFolder folder;
  const BatchReader reader(folder.write("many.npy", stack(n)));
  for (const std::int64_t image : {n - 1, std::int64_t{0}, n / 2}) {
    EXPECT_EQ(reader.offsets(image, image + 1), (std::vector{6 * image, 6 * image + 6}));
    const auto batch = reader.read<float, std::int32_t>(image, image + 1);
    EXPECT_EQ(batch.nnz(), 6);
    EXPECT_EQ(batch.graph.entries(5), 5);
  }
}

}  // namespace
}  // namespace SparseConv::Test
