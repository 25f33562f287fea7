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
  TierWriter(Ordinal* entries, Scalar* values, const TierRows& rows)
      : RowWriter<Scalar, Ordinal>(entries, values, rows.end(), rows.end()), rows_(&rows) {}

  /// Tells in which row the next pixels are.
  void begin_row(std::int64_t row) {
    if (row == row_) return;
    if (row_ != no_row) rows_->next(row_) = this->next();
    this->go_to(rows_->next(row), rows_->end(row));
    row_ = row;
  }

  /// Ends a strip, after which the rows come again.
  void end_strip() {
    if (row_ != no_row) rows_->next(row_) = this->next();
    row_ = no_row;
  }

 private:
  static constexpr std::int64_t no_row = std::numeric_limits<std::int64_t>::max();

  const TierRows* rows_;
  std::int64_t row_ = no_row;
};

}  // namespace SparseConv::Impl

#endif
