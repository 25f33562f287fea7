#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <io/files/files_page.hpp>
#include <io/files/printable.hpp>
#include <io/sources/hits/TextHits.hpp>
#include <numeric>
#include <parse_number.hpp>

namespace SparseConv::io {
namespace {

using std::to_string;

/// A whole number, also as `numpy.savetxt` writes it: 3.000000000000000000e+00
std::int64_t whole_number_in(std::string_view cell, const LineName& name) {
  std::int64_t number = 0;
  if (parse_number(cell, number)) return number;
  constexpr double last_exact = 9007199254740992;  // 2^53
  const double real = number_in(cell, name);
  const bool whole = std::floor(real) == real;
  SPARSECONV_THROW_IF(!whole || std::abs(real) > last_exact, input,
                      to_string(name) + ": '" + printable(cell, 20) + "' is " +
                          (whole ? "too long a number" : "not a whole number"));
  return static_cast<std::int64_t>(real);
}

/// The words of a comment, whatever separates them.
std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view separators = " ,;\t";
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t first = std::min(text.find_first_not_of(separators), text.size());
    text.remove_prefix(first);
    const std::size_t length = std::min(text.find_first_of(separators), text.size());
    if (length > 0) words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return words;
}

/// Whether a cell of a header has this name, in letters of any case and in quotes or not.
bool has_name(std::string_view cell, std::string_view name) {
  if (cell.size() == name.size() + 2 && cell.front() == '"' && cell.back() == '"')
    cell = cell.substr(1, name.size());
  return std::equal(cell.begin(), cell.end(), name.begin(), name.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
}

/// What a header begins with whose first column has no name: pandas numbers the lines there.
std::string_view unnamed_column(std::string_view header) {
  const std::size_t length = header.substr(0, 2) == R"("")" ? 2 : 0;
  const std::string_view separator = header.substr(length, 1);
  return separator == "," || separator == ";" || separator == "\t" ? header.substr(0, length + 1)
                                                                   : std::string_view();
}

bool is_number(std::string_view cell) {
  double number = 0;
  return parse_number(cell.front() == '+' ? cell.substr(1) : cell, number);
}

}  // namespace

TextHits::TextHits(const std::string& path) : lines_(path) {
  std::string_view line;
  if (!lines_.next(line)) return;
  const std::string_view unnamed = unnamed_column(line);
  n_unnamed_ = unnamed.empty() ? 0 : 1;
  const std::string_view named = line.substr(unnamed.size());
  const Cells cells = named.empty() ? Cells() : splitter_.split(named, lines_.name());
  if (n_unnamed_ == 0 && is_number(cells.front())) {
    take_first(line, cells.size());
    return;
  }
  SPARSECONV_THROW_IF(!take_names(cells), input,
                      where() + ": '" + printable(line, 60) +
                          "' does not begin a list of hits: its columns are image, row, column "
                          "and, if there are weights, weight, in any order" +
                          see_files_page);
}

/// Finds the columns by their names in the comment above, if it has them, or counts them.
void TextHits::take_first(std::string_view line, std::size_t n_columns) {
  first_ = line;
  if (take_names(words_of(lines_.comment())) && places_.size() == n_columns) return;
  SPARSECONV_THROW_IF(n_columns != 3 && n_columns != 4, input,
                      where() + ": has " + to_string(n_columns) +
                          " numbers, but a line of a list of hits has image, row, column and, if "
                          "there are weights, weight" +
                          see_files_page);
  places_.resize(n_columns);
  std::iota(places_.begin(), places_.end(), std::size_t{0});
}

/// Finds the columns by their names. \return whether the cells are the names, and nothing else
bool TextHits::take_names(const Cells& cells) {
  places_.clear();
  for (const char* name : hit_columns) {
    const auto found = std::find_if(cells.begin(), cells.end(),
                                    [name](std::string_view cell) { return has_name(cell, name); });
    if (found != cells.end()) places_.push_back(static_cast<std::size_t>(found - cells.begin()));
    if (places_.size() < 3 && found == cells.end()) break;
  }
  return places_.size() >= 3 && places_.size() == cells.size();
}

bool TextHits::next(Hit& hit) {
  std::string_view line = first_;
  first_ = {};
  if (line.empty() && !lines_.next(line)) return false;
  hit = hit_of(splitter_.split(line, lines_.name()));
  return true;
}

Hit TextHits::hit_of(const Cells& cells) const {
  const LineName name = lines_.name();
  const std::size_t n_columns = n_unnamed_ + places_.size();
  SPARSECONV_THROW_IF(cells.size() != n_columns, input,
                      to_string(name) + ": has " + to_string(cells.size()) +
                          " numbers, but the lines above have " + to_string(n_columns));
  const auto cell = [&](std::size_t i) { return cells[n_unnamed_ + places_[i]]; };
  const auto whole = [&](std::size_t i) { return whole_number_in(cell(i), name); };
  return {whole(0), whole(1), whole(2), has_weights() ? number_in(cell(3), name) : 1};
}

}  // namespace SparseConv::io
