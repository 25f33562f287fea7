#ifndef SPARSECONV_IO_SOURCES_HITS_TEXTHITS_HPP
#define SPARSECONV_IO_SOURCES_HITS_TEXTHITS_HPP

#include <io/sources/hits/HitStream.hpp>
#include <io/text/CellSplitter.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace SparseConv::io {

/// Hits in a text, a line for each. Without a header the columns are image, row, column and, if
/// there are four, weight; a header names them, and then they may be in any order. It may be a
/// comment, as numpy.savetxt makes it:
///
///     # frame 7 is missing              # column row image
///     0, 12, 3                          3      12  0
///     8, 12, 3                          3      12  8
///
/// A first column without a name, in which pandas numbers the lines, is passed over.
class TextHits : public HitStream {
 public:
  /// Reads the first lines. \throws Error (input) if they hold anything but hits
  explicit TextHits(const std::string& path);

  bool next(Hit& hit) override;
  double fraction() const override { return lines_.fraction(); }
  std::string where() const override { return to_string(lines_.name()); }

  bool has_weights() const { return places_.size() == 4; }

 private:
  using Cells = std::vector<std::string_view>;

  void take_first(std::string_view line, std::size_t n_columns);
  bool take_names(const Cells& cells);
  Hit hit_of(const Cells& cells) const;

  LineReader lines_;
  CellSplitter splitter_;
  std::vector<std::size_t> places_;  ///< among the named columns, of each of the `hit_columns`
  std::size_t n_unnamed_ = 0;        ///< columns before these
  std::string_view first_;           ///< the first line, if it is a hit that was not given yet
};

}  // namespace SparseConv::io

#endif
