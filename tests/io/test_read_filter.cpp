#include <gtest/gtest.h>
#include <SparseConv/io/read_filter.hpp>
#include <io/TemporaryFolder.hpp>
#include <io/expect_error.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;
using Weights = std::vector<double>;

Filter read(const std::string& text) {
  const TemporaryFolder folder;
  return read_filter(folder.write("filter.txt", text));
}

void expect_input_error(const std::string& text, const std::string& part) {
  expect_error([&] { read(text); }, Error::Cause::input, part);
}

TEST(ReadFilter, ReadsRowsOfNumbers) {
  const Filter filter = read("1 2.5 -3\n+4e-1 0 .5\n");
  EXPECT_EQ(filter.shape(), (ImageShape{2, 3}));
  EXPECT_EQ(filter.weights(), (Weights{1, 2.5, -3, 0.4, 0, 0.5}));
}

TEST(ReadFilter, TakesCommasTabsCommentsAndAnyLineEnd) {
  EXPECT_EQ(read("# a filter\n\n1, 2,\t3\r\n  4,5,6 # last row\n").weights(),
            (Weights{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read("7").shape(), (ImageShape{1, 1}));
}

TEST(ReadFilter, NamesTheLineThatIsWrong) {
  expect_input_error("1 2\n3 4 5\n", "line 2: has 3 numbers, but the lines above have 2");
  expect_input_error("1 2\n# comment\n3\n", "line 3: has 1 numbers");
  expect_input_error("1 2\n3 x4\n", "line 2: 'x4' is not a finite number");
  expect_input_error("1 2x\n", "line 1: '2x'");
  expect_input_error("1 +\n", "line 1: '+'");
  expect_input_error("1 0x10\n", "line 1: '0x10'");
  expect_input_error("1 nan\n", "line 1: 'nan'");
  expect_input_error("-inf\n", "line 1: '-inf'");
  expect_input_error("1\n1e999\n", "line 2: '1e999'");
  expect_input_error(std::string("\0a\xff", 3), "line 1: '?a?'");
  expect_input_error(std::string(1000, 'x'), "line 1: 'xxxxxxxxxxxxxxxxxxxx...'");
}

TEST(ReadFilter, RefusesWhatIsNoFilter) {
  const TemporaryFolder folder;
  expect_input_error("", "is empty");
  expect_input_error("# nothing\n\n", "there are no numbers");
  expect_error([&] { read_filter(folder / "missing.txt"); }, Error::Cause::input,
               "there is no such file");
  expect_error([&] { read_filter(folder / "."); }, Error::Cause::input, "is a folder");
  expect_error([&] { read_filter(folder.write("f.txt", "1 2") + ":weights"); }, Error::Cause::input,
               "is not an HDF5 file");
}

}  // namespace
}  // namespace SparseConv::Test
