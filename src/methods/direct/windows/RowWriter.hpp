#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_ROWWRITER_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_ROWWRITER_HPP

#include <batch/simd.hpp>
#include <methods/Taps.hpp>
#include <methods/direct/windows/compress_numbered.hpp>
#include <type_traits>

namespace SparseConv::Impl {

/// Writes pixels of a result in ascending order. It may write beyond its pixels, up to `end`: what
/// lies there has to be written later, by the same thread.
template <class Scalar, class Ordinal>
class RowWriter {
 public:
  RowWriter(Ordinal* entries, Scalar* values, std::int64_t first, std::int64_t end)
      : entries_(entries), values_(values), next_(first), checked_(first), end_(end) {}

  /// Tells in which row the next pixels are: see TierWriter.
  void begin_row(std::int64_t) {}

  /// Writes the pixels from `first` on whose bits are set.
  void write(Word bits, std::int64_t first, const Scalar* sums) {
    const std::int64_t n = count_ones(bits);
    if (next_ + n + compress_overshoot <= end_) {
      compress_numbered(bits, static_cast<Ordinal>(first), sums, entries_ + next_, values_ + next_);
    } else {
      write_exactly(bits, first, sums);
    }
    next_ += n;
    if (next_ - checked_ >= check_after) check();
  }

  /// Writes `n` neighbouring pixels, the first of which has the number `first`. `value(i)` gives
  /// the value of the i-th, and is also called for the rest of `run_padding` pixels.
  template <class Value>
  void write_run(std::int64_t first, std::int64_t n, const Value& value) {
    // Without a sign, as numbers behind the last pixel may be too large for Ordinal.
    using Number = std::make_unsigned_t<Ordinal>;
    Ordinal* const columns = entries_ + next_;
    Scalar* const values = values_ + next_;
    const auto write = [&](std::int64_t i) {
      columns[i] = static_cast<Ordinal>(static_cast<Number>(first) + static_cast<Number>(i));
      values[i] = value(i);
    };
    if (next_ + n + run_padding <= end_) {
      for (std::int64_t done = 0; done < n; done += run_padding) {
        SPARSECONV_SIMD()
        for (std::int64_t i = 0; i < run_padding; ++i) write(done + i);
      }
    } else {
      for (std::int64_t i = 0; i < n; ++i) write(i);
    }
    next_ += n;
    if (next_ - checked_ >= check_after) check();
  }

  /// Whether a value that was written is zero.
  bool any_zero() {
    check();
    return any_zero_;
  }

 protected:
  /// Where the next pixel is written.
  std::int64_t next() const { return next_; }

  /// Goes on elsewhere.
  void go_to(std::int64_t next, std::int64_t end) {
    check();
    next_ = checked_ = next;
    end_ = end;
  }

  /// Asks for the memory of `n` pixels from number `first` on, which the processor cannot foresee.
  void prefetch(std::int64_t first, std::int64_t n) const {
    prefetch(entries_ + first, n);
    prefetch(values_ + first, n);
  }

 private:
  template <class T>
  static void prefetch(const T* first, std::int64_t n) {
    constexpr std::int64_t of_line = 64 / sizeof(T);
    for (std::int64_t k = 0; k < n; k += of_line) SPARSECONV_PREFETCH(first + k);
  }

  /// Values that are searched for zeros together, while they are still in the cache.
  static constexpr std::int64_t check_after = 1024;

  void write_exactly(Word bits, std::int64_t first, const Scalar* sums) {
    for (std::int64_t k = next_; bits != 0; bits &= bits - 1, ++k) {
      entries_[k] = static_cast<Ordinal>(first + lowest_one(bits));
      values_[k] = sums[lowest_one(bits)];
    }
  }

  void check() {
    const Scalar* const values = values_ + checked_;
    const auto n = static_cast<int>(next_ - checked_);
    int zeros = 0;
    for (int i = 0; i < n; ++i) zeros += values[i] == Scalar(0) ? 1 : 0;
    checked_ = next_;
    any_zero_ |= zeros > 0;
  }

  Ordinal* entries_;
  Scalar* values_;
  std::int64_t next_, checked_, end_;
  bool any_zero_ = false;
};

}  // namespace SparseConv::Impl

#endif
