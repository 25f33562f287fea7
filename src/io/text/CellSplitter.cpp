#include <SparseConv/Error.hpp>
#include <cmath>
#include <io/files/printable.hpp>
#include <io/text/CellSplitter.hpp>
#include <parse_number.hpp>
#include <string>

namespace SparseConv::io {
namespace {

std::string describe(char separator) {
  if (separator == ' ') return "blanks";
  return separator == '\t' ? "a tab" : std::string("'") + separator + "'";
}

[[noreturn]] void refuse_mixture(char a, char b, const LineName& name) {
  SPARSECONV_THROW(input, to_string(name) + ": both " + describe(a) + " and " + describe(b) +
                              " separate numbers: use one of them throughout the file, and a "
                              "point, not a comma, for decimals");
}

}  // namespace

char CellSplitter::separator_of(std::string_view line, const LineName& name) {
  char separator = none;
  for (const char candidate : {',', ';', '\t'}) {
    if (line.find(candidate) == line.npos) continue;
    if (separator != none) refuse_mixture(separator, candidate, name);
    separator = candidate;
  }
  return separator == none && line.find(' ') != line.npos ? ' ' : separator;
}

const std::vector<std::string_view>& CellSplitter::split(std::string_view line,
                                                         const LineName& name) {
  const char separator = separator_of(line, name);
  if (separator_ == none) separator_ = separator;
  if (separator != separator_ && separator != none) refuse_mixture(separator_, separator, name);
  cells_.clear();
  for (std::size_t end = 0; end != line.npos;) {
    end = separator == none ? line.npos : line.find(separator);
    add_cell(without_blanks_around(line.substr(0, end)), separator, name);
    if (end != line.npos) line.remove_prefix(end + 1);
    if (separator == ' ') line = without_blanks_around(line);
  }
  return cells_;
}

void CellSplitter::add_cell(std::string_view cell, char separator, const LineName& name) {
  SPARSECONV_THROW_IF(
      cell.empty(), input,
      to_string(name) + ": an empty cell beside " + describe(separator) + ": write 0 for nothing");
  if (cell.find(' ') != cell.npos) refuse_mixture(separator, ' ', name);
  cells_.push_back(cell);
}

double number_in(std::string_view cell, const LineName& name) {
  const std::string_view digits = cell.front() == '+' ? cell.substr(1) : cell;
  double number = 0;
  SPARSECONV_THROW_IF(!parse_number(digits, number) || !std::isfinite(number), input,
                      to_string(name) + ": '" + printable(cell, 20) + "' is not a finite number");
  return number;
}

}  // namespace SparseConv::io
