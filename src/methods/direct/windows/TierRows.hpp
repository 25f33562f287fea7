#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_TIERROWS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_TIERROWS_HPP

#include <algorithm>
#include <methods/direct/windows/Arena.hpp>

namespace SparseConv::Impl {

/// Where the rows of a tier (Strips.hpp) are in the result. Strips are written one after the other,
/// so that each row has to know where its next pixel belongs:
///
///     strips   0 0 | 1 1      in the result
///     row 0    a . | b c      a b c d e f
///     row 1    d e | . f      ^     ^       where rows begin
///                               ^       ^   where strip 1 goes on
class TierRows {
 public:
  TierRows(Arena& arena, std::int64_t most_rows)
      : begins_(arena.take<std::int64_t>(most_rows + 1)),
        next_(arena.take<std::int64_t>(most_rows + 1)) {}

  /// Begins to count the pixels of `n` rows.
  void start(std::int64_t first_row, std::int64_t n) {
    first_row_ = first_row;
    n_ = n;
    std::fill_n(next_, n, std::int64_t(0));
  }

  /// Counts pixels of a row.
  void add(std::int64_t row, std::int64_t n) { next_[row - first_row_] += n; }

  /// Places the rows one after the other, as many pixels as were counted, from `first` on. Returns
  /// the end of the last.
  std::int64_t place(std::int64_t first) {
    for (std::int64_t i = 0; i < n_; ++i) {
      begins_[i] = first;
      first += next_[i];
      next_[i] = begins_[i];
    }
    return begins_[n_] = next_[n_] = first;
  }

  /// Where the next pixel of a row belongs; of the row after the last, too.
  std::int64_t next(std::int64_t row) const { return next_[row - first_row_]; }

  void set_next(std::int64_t row, std::int64_t next) { next_[row - first_row_] = next; }

  /// Where a row, and the last row, end.
  std::int64_t end(std::int64_t row) const { return begins_[row - first_row_ + 1]; }
  std::int64_t end() const { return begins_[n_]; }

 private:
  std::int64_t* begins_;  ///< of the rows, and the end of the last
  std::int64_t* next_;    ///< where pixels belong; how many were counted before place()
  std::int64_t first_row_ = 0, n_ = 0;
};

}  // namespace SparseConv::Impl

#endif
