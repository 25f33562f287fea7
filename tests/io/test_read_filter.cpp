#include <gtest/gtest.h>
#include <SparseConv/io/read_filter.hpp>
#include <locale>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>

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

TEST(ReadFilter, TakesOneSeparatorWithBlanksAroundIt) {
  const Weights weights{1, 2.5, -3, 4, 5, 6};
  for (const std::string text : {"1,2.5,-3\n4,5,6", "1 , 2.5,-3 \n 4, 5 ,6", "1;2.5;-3\n4; 5; 6",
                                 "1\t2.5\t-3\n4\t 5\t6", "1 2.5 -3\n  4   5 6  "}) {
    EXPECT_EQ(read(text).weights(), weights) << text;
    EXPECT_EQ(read(text).shape(), (ImageShape{2, 3})) << text;
  }
  EXPECT_EQ(read("7").shape(), (ImageShape{1, 1}));
  EXPECT_EQ(read("7\n8\n").shape(), (ImageShape{2, 1}));
}

TEST(ReadFilter, TakesCommentsAndAnyLineEnd) {
  const Weights weights{1, 2, 3, 4};
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const std::string text = "# a, filter;" + end + end + "1,2" + end + "  3,4 # last row";
    EXPECT_EQ(read(text).weights(), weights) << text;
    EXPECT_EQ(read(text + end).weights(), weights) << text;
    EXPECT_EQ(read(text + end + end).shape(), (ImageShape{2, 2})) << text;
    expect_input_error("1,2" + end + "3" + end, "line 2: has 1 numbers");
  }
}

/// Texts are read in blocks of 1 MiB, wherever a line ends in the block.
TEST(ReadFilter, CountsLinesOfLongTexts) {
  constexpr std::size_t block = 1 << 20;
  for (const std::string end : {"\n", "\r\n", "\r"})
    for (std::size_t before = block - 8; before <= block; ++before) {
      const std::string half = "#" + std::string(before / 2 - 1 - end.size(), 'x') + end;
      const std::string text = half + half + "1,2" + end + "3,4" + end;
      EXPECT_EQ(read(text).weights(), (Weights{1, 2, 3, 4})) << before;
      expect_input_error(text + "5" + end, "line 5: has 1 numbers");
    }
  expect_input_error("1\n" + std::string(2 * block, ' '), "line 2: is longer than 1 MiB");
}

TEST(ReadFilter, SkipsAByteOrderMark) {
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "1,2\n")
                .weights(),
            (Weights{1, 2}));
  expect_input_error("\xef\xbb\xbf", "there are no numbers");
  expect_input_error({'\xff', '\xfe', '1', '\0'}, "is a text in UTF-16: save it in UTF-8");
  expect_input_error({'\xfe', '\xff', '\0', '1'}, "is a text in UTF-16: save it in UTF-8");
}

TEST(ReadFilter, RefusesEmptyCells) {
  for (const std::string line : {"-1,,1", ",1", "1,", "1, ,2", ",", "1;;2", "1;2;", ";1"})
    expect_input_error("# comment\n" + line, "line 2: an empty cell beside '" +
                                                 line.substr(line.find_first_of(",;"), 1) + "'");
  for (const std::string line : {"1\t\t2", "\t1", "1\t", "1\t \t2", "\t"})
    expect_input_error(line, "an empty cell beside a tab");
}

TEST(ReadFilter, RefusesASecondSeparator) {
  const auto refuses = [](const std::string& text, const std::string& part) {
    expect_input_error(text, part);
    expect_input_error(text, "a point, not a comma, for decimals");
  };
  refuses("0,25\t0,50\n", "line 1: both ',' and a tab separate numbers");
  refuses("0,25;0,50\n", "line 1: both ',' and ';' separate numbers");
  refuses("0,25 0,50\n", "line 1: both ',' and blanks separate numbers");
  refuses("1;2\t3\n", "line 1: both ';' and a tab separate numbers");
  refuses("1 2\t3\n", "line 1: both a tab and blanks separate numbers");
  refuses("1 2\n3,4\n", "line 2: both blanks and ',' separate numbers");
  refuses("1\t2\n3 4\n", "line 2: both a tab and blanks separate numbers");
  refuses("1,2\n3;4\n", "line 2: both ',' and ';' separate numbers");
}

/// A locale's decimal comma.
struct DecimalComma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

TEST(ReadFilter, DoesNotAskTheLocale) {
  const std::locale old = std::locale::global({std::locale(), new DecimalComma});
  const Weights weights = read("0.5 1.5").weights();
  std::locale::global(old);
  EXPECT_EQ(weights, (Weights{0.5, 1.5}));
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
  expect_input_error("\1a\xff", "line 1: '?a?'");
  expect_input_error(std::string(1000, 'x'), "line 1: 'xxxxxxxxxxxxxxxxxxxx...'");
}

TEST(ReadFilter, RefusesWhatIsNoFilter) {
  const TemporaryFolder folder;
  expect_input_error("", "is empty");
  expect_input_error("# nothing\n\n", "there are no numbers");
  expect_error([&] { return read_filter(folder / "missing.txt"); }, Error::Cause::input,
               "there is no such file");
  expect_error([&] { return read_filter(folder / "."); }, Error::Cause::input, "is a folder");
  expect_error([&] { return read_filter(folder.write("f.txt", "1 2") + ":weights"); },
               Error::Cause::input, "is not an HDF5 file");
}

TEST(ReadFilter, NamesOtherFormats) {
  const auto refuses = [](const std::string& start, const std::string& name) {
    expect_input_error(start + std::string(100, '\0'), name + ", but a filter is a text");
  };
  refuses("PK\x03\x04", "is a zip archive, as .npz");
  refuses("\x89PNG\r\n\x1a\n", "is a PNG picture");
  expect_input_error(std::string("1 2\n\0", 5), "is neither a text nor an HDF5 file");
  expect_input_error("\x93NUMPY\1" + std::string(100, '\0'), "or not in NumPy's format NPY");
}

}  // namespace
}  // namespace SparseConv::Test
