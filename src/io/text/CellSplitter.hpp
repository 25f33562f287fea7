#ifndef SPARSECONV_IO_TEXT_CELLSPLITTER_HPP
#define SPARSECONV_IO_TEXT_CELLSPLITTER_HPP

#include <io/text/LineReader.hpp>
#include <string_view>
#include <vector>

namespace SparseConv::io {

/// Divides the lines of a text into cells. One thing separates the cells, the same in the whole
/// text: a comma, a semicolon, a tab, or one or more blanks.
class CellSplitter {
 public:
  /// \param line as LineReader gives it
  /// \param name of the line
  /// \return the cells, none of which is empty, valid until the next call
  /// \throws Error (input) for an empty cell, or for another separator
  const std::vector<std::string_view>& split(std::string_view line, const LineName& name);

 private:
  static constexpr char none = '\0';  ///< the separator of a line with one cell

  static char separator_of(std::string_view line, const LineName& name);
  void add_cell(std::string_view cell, char separator, const LineName& name);

  char separator_ = none;
  std::vector<std::string_view> cells_;
};

/// The number in a cell. The locale does not matter.
/// \throws Error (input) if it is not a finite number
double number_in(std::string_view cell, const LineName& name);

}  // namespace SparseConv::io

#endif
