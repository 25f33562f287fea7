#include <SparseConv/Error.hpp>
#include <SparseConv/parse_number.hpp>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <io/filter_text.hpp>
#include <io/printable.hpp>
#include <utility>
#include <vector>

namespace SparseConv::io {
namespace {

using namespace std::string_view_literals;
using std::to_string;

constexpr char none = '\0';  ///< the separator of a line with one number

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// Skips the byte order mark of UTF-8.
std::string_view without_mark(std::string_view text, const std::string& where) {
  SPARSECONV_THROW_IF(starts_with(text, "\xff\xfe"sv) || starts_with(text, "\xfe\xff"sv), input,
                      where + ": is a text in UTF-16: save it in UTF-8");
  SPARSECONV_THROW_IF(text.find('\0') != text.npos, input,
                      where + ": is neither a text nor an HDF5 file");
  return starts_with(text, "\xef\xbb\xbf"sv) ? text.substr(3) : text;
}

/// Takes the first line off a text.
std::string_view take_line(std::string_view& text) {
  const std::size_t length = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, length);
  const std::size_t end = length + (text.substr(length, 2) == "\r\n" ? 2 : 1);
  text.remove_prefix(std::min(end, text.size()));
  return line;
}

std::string_view without_blanks_around(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

std::string name_of(char separator) {
  if (separator == ' ') return "blanks";
  return separator == '\t' ? "a tab" : std::string("'") + separator + "'";
}

[[noreturn]] void refuse_mixture(char a, char b, const std::string& where) {
  SPARSECONV_THROW(input, where + ": both " + name_of(a) + " and " + name_of(b) +
                              " separate numbers: use one of them throughout the file, and a "
                              "point, not a comma, for decimals");
}

char separator_of(std::string_view line, const std::string& where) {
  char separator = none;
  for (const char candidate : {',', ';', '\t'}) {
    if (line.find(candidate) == line.npos) continue;
    if (separator != none) refuse_mixture(separator, candidate, where);
    separator = candidate;
  }
  return separator == none && line.find(' ') != line.npos ? ' ' : separator;
}

double parse_number(std::string_view word, const std::string& where) {
  const std::string_view digits = word.front() == '+' ? word.substr(1) : word;
  double number = 0;
  SPARSECONV_THROW_IF(!SparseConv::parse_number(digits, number) || !std::isfinite(number), input,
                      where + ": '" + printable(word, 20) + "' is not a finite number");
  return number;
}

double parse_cell(std::string_view cell, char separator, const std::string& where) {
  SPARSECONV_THROW_IF(cell.empty(), input,
                      where + ": an empty cell beside " + name_of(separator) +
                          ": write 0 where there is no weight");
  if (cell.find(' ') != cell.npos) refuse_mixture(separator, ' ', where);
  return parse_number(cell, where);
}

/// The lines of a text, which become the rows of a filter.
class Rows {
 public:
  /// \param line without comment and without blanks around it, but not empty
  void add(std::string_view line, const std::string& where) {
    const char separator = separator_of(line, where);
    if (weights_.empty()) separator_ = separator;
    if (separator != separator_ && separator != none && separator_ != none)
      refuse_mixture(separator_, separator, where);
    const std::int64_t width = parse(line, separator, where);
    if (shape_.height++ == 0) shape_.width = width;
    SPARSECONV_THROW_IF(width != shape_.width, input,
                        where + ": has " + to_string(width) +
                            " numbers, but the lines above have " + to_string(shape_.width));
  }

  Filter filter(const std::string& where) && {
    SPARSECONV_THROW_IF(weights_.empty(), input, where + ": there are no numbers in it");
    return Filter(shape_, std::move(weights_));
  }

 private:
  /// Appends the numbers of a line. \return how many there were
  std::int64_t parse(std::string_view line, char separator, const std::string& where) {
    for (std::int64_t n = 1;; ++n) {
      const std::size_t end = separator == none ? line.npos : line.find(separator);
      const std::string_view cell = without_blanks_around(line.substr(0, end));
      weights_.push_back(parse_cell(cell, separator, where));
      if (end == line.npos) return n;
      line.remove_prefix(end + 1);
      if (separator == ' ') line = without_blanks_around(line);
    }
  }

  char separator_ = none;
  ImageShape shape_;
  std::vector<double> weights_;
};

}  // namespace

Filter parse_filter(std::string_view text, const std::string& where) {
  text = without_mark(text, where);
  Rows rows;
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    const std::string_view numbers = without_blanks_around(line.substr(0, line.find('#')));
    if (!numbers.empty()) rows.add(numbers, where + ": line " + to_string(number));
  }
  return std::move(rows).filter(where);
}

}  // namespace SparseConv::io
