#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_PLACEDSUMS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_PLACEDSUMS_HPP

#include <algorithm>
#include <cmath>
#include <methods/direct/windows/PlacedRows.hpp>
#include <methods/direct/windows/RowBuffer.hpp>
#include <methods/direct/windows/ShiftedRuns.hpp>

namespace SparseConv::Impl {

/// Counts or writes the pixels of placed rows. A row that is alone goes into the result as it is.
/// Rows that meet are added up first, in the order of their entries and as in a window:
///
///     two rows of three taps    0 0 0 .
///                               . 1 1 1      sums  0  0+1  0+1  1
template <class Scalar, class AnyTaps>
class PlacedSums {
 public:
  /// \param factors which replace the taps, if they exist
  template <class AnyFactors>
  PlacedSums(Arena& arena, const AnyTaps& taps, const AnyFactors& factors,
             const RowBuffer<Scalar>& buffer)
      : reach_(taps.reach),
        padded_length_(taps.padded_length()),
        n_runs_(taps.n_runs()),
        one_run_a_row_(n_runs_ == reach_.height()),
        two_passes_(factors.exist()),
        runs_(arena.take<PaddedRun>(n_runs_)),
        first_runs_(arena.take<std::int32_t>(reach_.height() + 1)),
        sums_(buffer.pixels),
        stretch_(buffer.stretch()) {
    if (arena.measures()) return;
    for (std::int64_t r = 0, row = 0; r < n_runs_; ++r) {
      const Run& run = taps.runs(r);
      const auto column = static_cast<std::int32_t>(run.column - reach_.first_column);
      if (two_passes_)
        runs_[r] = {factors.row.data(), factors.column(r), column, run.length};
      else
        runs_[r] = {taps.weights.data() + run.first_weight, Scalar(1), column, run.length};
      one_run_a_row_ &= run.row == reach_.first_row + r;
      while (row <= run.row - reach_.first_row) first_runs_[row++] = static_cast<std::int32_t>(r);
    }
    first_runs_[reach_.height()] = static_cast<std::int32_t>(n_runs_);
  }

  /// The number of pixels.
  SPARSECONV_FLATTEN std::int64_t count(const PlacedRows<AnyTaps>& placed, const Tile& tile) const {
    std::int64_t n = 0;
    const auto add = [&](const PaddedRun& run) { n += run.length; };
    placed.for_each([&](PlacedRow at) { for_each_run(at, add); },
                    [&](const PlacedRow* first, const PlacedRow* last) {
                      n += pixels_in(tile, placed, first, last).length();
                    });
    return n;
  }

  /// Writes the pixels.
  template <class List, class Writer>
  SPARSECONV_FLATTEN void write(const PlacedRows<AnyTaps>& placed, const Tile& tile,
                                const List& list, Writer& result) {
    Writer writer = result;  // a local copy stays in registers
    const Scalar* const values = list.values + placed.first_entry();
    placed.for_each(
        [&](PlacedRow at) {
          const Scalar value = values[at.entry()];
          writer.begin_row(placed.pixel(at).row);
          for_each_run(at, [&](const PaddedRun run) {
            writer.write_run(placed.number(at) + run.column, run.length,
                             [&](std::int64_t i) { return value * run.weights[i] * run.factor; });
          });
        },
        [&](PlacedRow* first, PlacedRow* last) {
          const std::int64_t number = placed.number(*first);
          const Pixels pixels = pixels_in(tile, placed, first, last);
          writer.begin_row(placed.pixel(*first).row);
          const std::int64_t n = add_up(first, last, values);
          writer.write_run(number + pixels.first, pixels.length(),
                           [&](std::int64_t i) { return sums_[pixels.first + i]; });
          std::fill_n(sums_, n, Scalar(0));
        });
    result = writer;
  }

 private:
  struct PaddedRun {
    const Scalar* weights;
    Scalar factor;
    std::int32_t column;  ///< from the first column of the filter's reach
    std::int32_t length;
  };

  /// Calls `body(run)` for the runs of a placed row.
  template <class Body>
  void for_each_run(PlacedRow at, const Body& body) const {
    if (one_run_a_row_) return body(runs_[at.row()]);
    for (std::int64_t r = first_runs_[at.row()]; r < first_runs_[at.row() + 1]; ++r) body(runs_[r]);
  }

  /// Some of the pixels that neighbouring rows reach together, counted from the first of them.
  struct Pixels {
    std::int64_t first, last;
    std::int64_t length() const { return std::max<std::int64_t>(0, last - first); }
  };

  /// The pixels in the tile.
  Pixels pixels_in(const Tile& tile, const PlacedRows<AnyTaps>& placed, const PlacedRow* first,
                   const PlacedRow* last) const {
    const std::int64_t before = tile.column - placed.pixel(*first).column;
    return {std::max<std::int64_t>(0, before),
            std::min(last[-1].place() - first->place() + reach_.width(), before + tile.width)};
  }

  /// Adds up rows of one run each that lie in one row of the result.
  /// \return how many sums may not be zero
  std::int64_t add_up(PlacedRow* first, PlacedRow* last, const Scalar* values) {
    const std::int64_t begin = first->place(), n = last[-1].place() - begin + padded_length_;
    std::sort(first, last, [](PlacedRow a, PlacedRow b) { return a.entry() < b.entry(); });
    for (const PlacedRow* at = first; at < last;)
      if (two_passes_)
        at = add_stretch(at, last, values, begin, n);
      else
        add(*at++, values, sums_, begin);
    return n;
  }

  /// Adds the rows of the entries in one row of the image, from `first` on, to a stretch, and the
  /// stretch times a factor to the sums, as ScatteredFactors does.
  /// \return the first row after them
  const PlacedRow* add_stretch(const PlacedRow* first, const PlacedRow* last, const Scalar* values,
                               std::int64_t begin, std::int64_t n) {
    const PlacedRow* at = first;
    for (; at < last && at->row() == first->row(); ++at) add(*at, values, stretch_, begin);
    const Scalar factor = runs_[first->row()].factor;
    for (std::int64_t i = 0; i < n; ++i) sums_[i] += stretch_[i] * factor;
    std::fill_n(stretch_, n, Scalar(0));
    return at;
  }

  /// Adds a row of one run to sums, the first of which is at place `begin`.
  void add(PlacedRow at, const Scalar* values, Scalar* first_sum, std::int64_t begin) const {
    const Scalar value = values[at.entry()];
    const Scalar* const weights = runs_[at.row()].weights;
    Scalar* const sums = first_sum + (at.place() - begin);
    if (std::isfinite(value)) {
      add_products(sums, weights, padded_length_, value);
    } else {  // times the zeros that pad a run it would not be zero
      for (std::int64_t i = 0; i < reach_.width(); ++i) sums[i] += value * weights[i];
    }
  }

  Reach reach_;
  std::int64_t padded_length_, n_runs_;
  bool one_run_a_row_, two_passes_;
  PaddedRun* runs_;
  std::int32_t* first_runs_;  ///< of each row of the filter's reach
  Scalar* sums_;              ///< of rows that meet
  Scalar* stretch_;
};

}  // namespace SparseConv::Impl

#endif
