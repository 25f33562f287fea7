#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_TIERWRITER_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_TIERWRITER_HPP

#include <limits>
#include <methods/direct/windows/RowWriter.hpp>
#include <methods/direct/windows/TierRows.hpp>

namespace SparseConv::Impl {

/// Writes the strips of a tier: pixels of each row in ascending order, with other rows between.
template <class Scalar, class Ordinal>
class TierWriter : public RowWriter<Scalar, Ordinal> {
 public:
  TierWriter(Ordinal* entries, Scalar* values, TierRows& rows)
      : RowWriter<Scalar, Ordinal>(entries, values, rows.end(), rows.end()), rows_(&rows) {}

  /// Tells in which row the next pixels are. The memory of the row below is asked for, of as many
  /// pixels as the row above had in the strip.
  void begin_row(std::int64_t row) {
    if (row == row_) return;
    constexpr std::int64_t most = 512;
    std::int64_t n = 0;
    if (row_ != no_row) {
      n = std::min(this->next() - rows_->next(row_), most);
      rows_->set_next(row_, this->next());
    }
    this->go_to(rows_->next(row), rows_->end(row));
    const std::int64_t below = rows_->next(row + 1);
    this->prefetch(below, std::min(n, rows_->end() - below));
    row_ = row;
  }

  /// Ends a strip, after which the rows come again.
  void end_strip() {
    if (row_ != no_row) rows_->set_next(row_, this->next());
    row_ = no_row;
  }

 private:
  static constexpr std::int64_t no_row = std::numeric_limits<std::int64_t>::max();

  TierRows* rows_;
  std::int64_t row_ = no_row;
};

}  // namespace SparseConv::Impl

#endif
