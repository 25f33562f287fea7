#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_ROWREADER_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_ROWREADER_HPP

#include <algorithm>
#include <methods/Taps.hpp>
#include <methods/direct/windows/compress_numbered.hpp>
#include <methods/direct/windows/find_near.hpp>

namespace SparseConv::Impl {

/// Reads sums of pixels, in ascending order, into the values of a result that has its columns. The
/// result may store pixels that no entry reaches.
template <class Scalar, class Ordinal>
class RowReader {
 public:
  /// \param first, end the entries of the result whose values are read
  RowReader(const Ordinal* entries, Scalar* values, std::int64_t first, std::int64_t end)
      : entries_(entries), values_(values), next_(first), end_(end) {}

  /// Reads the pixels from `first` on whose bits are set.
  void read(Word bits, std::int64_t first, const Scalar* sums) {
    Ordinal columns[word_bits + compress_overshoot];
    Scalar of_columns[word_bits + compress_overshoot];
    compress_numbered(bits, static_cast<Ordinal>(first), sums, columns, of_columns);
    const std::int64_t n = count_ones(bits);
    if (next_ + n > end_ || !std::equal(columns, columns + n, entries_ + next_))
      return read_stored(bits, first, sums);
    std::copy_n(of_columns, n, values_ + next_);
    next_ += n;
  }

  /// Whether a pixel was read that the result does not store.
  bool any_missing() const { return any_missing_; }

 private:
  /// Reads the pixels that the result stores, which entries need not reach.
  void read_stored(Word bits, std::int64_t first, const Scalar* sums) {
    const std::int64_t last = first + highest_one(bits);
    Word stored = 0;
    // The rest of a row beside a strip may be long.
    next_ = find_near(entries_ + next_, entries_ + end_, first + lowest_one(bits)) - entries_;
    for (; next_ < end_ && entries_[next_] <= last; ++next_) {
      const std::int64_t bit = entries_[next_] - first;
      values_[next_] = sums[bit];
      stored |= Word(1) << bit;
    }
    any_missing_ |= (bits & ~stored) != 0;
  }

  const Ordinal* entries_;
  Scalar* values_;
  std::int64_t next_, end_;
  bool any_missing_ = false;
};

}  // namespace SparseConv::Impl

#endif
