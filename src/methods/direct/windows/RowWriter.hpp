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

  /// Writes `n` neighbouring pixels: `value` times the weights of a run, which must be padded, and
  /// then times a factor.
  void write_run(std::int64_t first, std::int64_t n, Scalar value, const Scalar* weights,
                 Scalar factor = Scalar(1)) {
    Ordinal* const columns = entries_ + next_;
    Scalar* const products = values_ + next_;
    // Without a sign, as numbers behind the last pixel may be too large for Ordinal.
    const auto column = static_cast<std::make_unsigned_t<Ordinal>>(first);
    const std::int64_t room = end_ - next_;
    for (std::int64_t done = 0; done < n; done += run_padding) {
      const std::int64_t end = std::min(done + run_padding, room);
      SPARSECONV_SIMD()
      for (std::int64_t i = done; i < end; ++i) {
        columns[i] = static_cast<Ordinal>(column + static_cast<std::make_unsigned_t<Ordinal>>(i));
        products[i] = value * weights[i] * factor;
      }
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
