#ifndef SPARSECONV_METHODS_DIRECT_ROWS_ROWKERNEL_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_ROWKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <methods/direct/Tiling.hpp>
#include <methods/direct/rows/BitRows.hpp>
#include <methods/direct/rows/GatheredRows.hpp>
#include <methods/direct/rows/RowWriter.hpp>
#include <methods/direct/rows/ScatteredRows.hpp>
#include <methods/direct/rows/ThreadMemory.hpp>
#include <methods/direct/steps.hpp>

namespace SparseConv::Impl {

/// What a thread of the host does with its bands of rows: a window moves down each, over the rows
/// that entries reach. Whenever it has taken in some rows of the image, as many of the result are
/// complete; they are counted or written, and the window moves on.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct RowKernel {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  using AnyTaps = Taps<Scalar, ExecutionSpace>;

  Matrix batch;
  AnyTaps taps;
  Tiling<Matrix, ExecutionSpace> tiling;

  ThreadMemory<ExecutionSpace> memory;

  std::int64_t tiles_per_task = 1;
  Offsets<ExecutionSpace> offsets = {};  ///< of each band's first pixel in the result

  // The result, as far as a step uses it.
  typename Matrix::row_map_type row_map = {};
  typename Matrix::index_type entries = {};
  typename Matrix::values_type values = {};

  /// Bytes that a thread needs.
  static std::int64_t bytes_for(const AnyTaps& taps, std::int64_t width) {
    const Window widest(taps, width);
    return Places::bytes(widest) + BitRows<AnyTaps>::bytes(taps, widest) +
           RowBuffer<Scalar>::bytes(taps, widest);
  }

  template <class Step>
  auto policy(const ExecutionSpace& space) const {
    using Policy = Kokkos::RangePolicy<ExecutionSpace, Step, Kokkos::IndexType<std::int64_t>,
                                       Kokkos::Schedule<Kokkos::Dynamic>>;
    const std::int64_t n_tasks = (tiling.n_tiles + tiles_per_task - 1) / tiles_per_task;
    return Policy(space, 0, n_tasks, Kokkos::ChunkSize(1));
  }

  void operator()(Count, std::int64_t task) const {
    for_each_band(task, [&](std::int64_t t, const Tile& band, Workspace& work) {
      std::int64_t count = 0;
      NoSums sums;
      stream(band, work, sums, [&](std::int64_t first_row, std::int64_t n_rows) {
        count += work.bits.count(std::max<std::int64_t>(0, band.row - first_row),
                                 std::min(n_rows, band.row + band.height - first_row));
      });
      offsets(t) = count;
    });
  }

  /// `zeros` becomes the number of bands with a pixel whose value is zero.
  void operator()(Fill, std::int64_t task, std::int64_t& zeros) const {
    for_each_band(task, [&](std::int64_t t, const Tile& band, Workspace& work) {
      with_sums(band, work, [&](auto& sums) { zeros += write(t, band, work, sums); });
    });
  }

  void operator()(Clear, std::int64_t task, std::int64_t& zeros) const {
    for_each_band(task, [&](std::int64_t t, const Tile& band, Workspace& work) {
      NoSums sums;
      zeros += write(t, band, work, sums);
    });
  }

  void operator()(Values, std::int64_t task) const {
    for_each_band(task, [&](std::int64_t, const Tile& band, Workspace& work) {
      with_sums(band, work, [&](auto& sums) { read(band, work, sums); });
    });
  }

 private:
  /// What a thread works with.
  struct Workspace {
    Window window;
    Places places;
    BitRows<AnyTaps> bits;
    RowBuffer<Scalar> buffer;

    Workspace(const RowKernel& kernel, Scratch scratch)
        : window(kernel.taps, kernel.tiling.output.width),
          places(scratch, window),
          bits(scratch, kernel.taps, window),
          buffer(scratch, kernel.taps, window) {}
  };

  /// Where only the pattern is asked for.
  struct NoSums {
    Scalar zeros[word_bits + compress_overshoot] = {};
    void add(const Places&, const Scalar*) {}
    const Scalar* sums(const PixelWord&) const { return zeros; }
    void clear(const PixelWord&) {}
    void advance() {}
    void restart(std::int64_t) {}
  };

  /// Calls `body(t, band, workspace)` with the window made for the band.
  template <class Body>
  void for_each_band(std::int64_t task, const Body& body) const {
    memory.use([&](Scratch scratch) {
      Workspace work(*this, scratch);
      const std::int64_t first = task * tiles_per_task;
      const std::int64_t last = std::min(first + tiles_per_task, tiling.n_tiles);
      for (std::int64_t t = first; t < last; ++t) {
        const Tile band = tiling.tile(t);
        work.window = Window(taps, band.width);
        body(t, band, work);
      }
    });
  }

  /// Calls `body` with what computes the sums of the band.
  template <class Body>
  void with_sums(const Tile& band, Workspace& work, const Body& body) const {
    RowBuffer<Scalar>& buffer = work.buffer;
    const auto call = [&](auto sums) { body(sums); };
    if (crowded(band) && finite(band))
      call(GatheredRows<Scalar, AnyTaps>(buffer, taps, work.window));
    else if (taps.padded_length() == lanes)
      call(ScatteredRows<Scalar, AnyTaps, lanes>(buffer, taps, work.window));
    else if (taps.padded_length() == 2 * lanes)
      call(ScatteredRows<Scalar, AnyTaps, 2 * lanes>(buffer, taps, work.window));
    else
      call(ScatteredRows<Scalar, AnyTaps, 0>(buffer, taps, work.window));
  }

  /// Whether gathering takes less time than scattering: measured, as 0.06 ns for a pixel and a tap
  /// against 2 ns for an entry and a vector of taps.
  bool crowded(const Tile& band) const {
    const std::int64_t vectors = taps.n_runs() * taps.padded_length() / lanes;
    return (band.last_entry - band.first_entry) * vectors * 33 > band.size() * taps.n_taps;
  }

  /// Whether a product with zero is zero, as where pixels that are not stored are gathered.
  bool finite(const Tile& band) const {
    const Scalar* const values_of_entries = batch.values.data();
    int others = 0;
    for (std::int64_t k = band.first_entry; k < band.last_entry; ++k)
      others += values_of_entries[k] - values_of_entries[k] == Scalar(0) ? 0 : 1;
    return taps.finite && others == 0;
  }

  /// The entry before which the first gap of so many pixels is, of the entries k in (first, last);
  /// `last` if there is none.
  std::int64_t before_gap(std::int64_t first, std::int64_t last, std::int64_t gap) const {
    const auto& columns = batch.graph.entries;
    for (std::int64_t k = first + 1; k < last; ++k)
      if (columns(k) - columns(k - 1) >= gap) return k;
    return last;
  }

  /// Rows without entries that are worth another window: one takes as long as some words.
  static std::int64_t rows_of_gap(const Window& window) {
    constexpr std::int64_t words_for_window = 32;
    return window.overlap + 1 + words_for_window / window.words;
  }

  /// Moves a window down the rows of the result that entries of the band reach. Calls
  /// `visit(first_row, n_rows)` when the first rows of the window, from row `first_row` of the
  /// result on, are complete.
  template <class Sums, class Visit>
  void stream(const Tile& band, Workspace& work, Sums& sums, const Visit& visit) const {
    work.bits.start(work.window);
    const Window window = work.window;
    const PixelGrid grid = tiling.grid;
    const Ordinal* const columns = batch.graph.entries.data();
    const std::int64_t first_row = taps.reach.first_row;
    std::int64_t k = band.first_entry, end = band.row;
    for (std::int64_t row = band.row, n_rows = 0; row < end || k < band.last_entry; row += n_rows) {
      if (row >= end) row = grid.split(columns[k]).row + first_row;  // nothing is in the window
      const std::int64_t begin = (row - first_row) * grid.width;
      const std::int64_t first = k;
      k = lower_bound(batch.graph.entries, first, band.last_entry,
                      begin + window.rows * grid.width);
      if (k - first < window.rows) k = before_gap(first, k, rows_of_gap(window) * grid.width);
      if (k > first) end = grid.split(columns[k - 1]).row + first_row + window.overlap + 1;
      n_rows = std::min(window.rows, end - row);
      work.places.find(columns + first, k - first, begin, band.column, grid, window);
      work.bits.add(work.places);
      sums.add(work.places, batch.values.data() + first);
      visit(row, n_rows);
      if (n_rows < window.rows) {
        work.bits.clear(n_rows);
        sums.restart(n_rows);
      } else {
        work.bits.advance();
        sums.advance();
      }
    }
  }

  /// Calls `visit(pixel, bits, sums)` for the words of pixels in the band that entries reach;
  /// `pixel` is the number of the first one.
  template <class Sums, class Visit>
  void for_each_word(const Tile& band, Workspace& work, Sums& sums, const Visit& visit) const {
    const Window& window = work.window;
    const PixelGrid words(window.words);
    const std::int64_t shift = band.column - window.margin;
    stream(band, work, sums, [&](std::int64_t first_row, std::int64_t n_rows) {
      const std::int64_t first = (band.row - first_row) * window.words;
      const std::int64_t last = first + band.height * window.words;
      for (const PixelWord& word : work.bits.list(n_rows)) {
        const PixelGrid::Pixel at = words.split_small(word.index);
        if (word.bits != 0 && word.index >= first && word.index < last)
          visit((first_row + at.row) * tiling.output.width + at.column * word_bits + shift,
                word.bits, sums.sums(word));
        sums.clear(word);
      }
    });
  }

  template <class Sums>
  bool write(std::int64_t t, const Tile& band, Workspace& work, Sums& sums) const {
    RowWriter<Scalar, Ordinal> writer(entries.data(), values.data(), offsets(t), offsets(t + 1));
    for_each_word(band, work, sums, [&](std::int64_t pixel, Word bits, const Scalar* complete) {
      writer.write(bits, pixel, complete);
    });
    return writer.any_zero();
  }

  /// Reads the sums of the pixels that the result stores.
  template <class Sums>
  void read(const Tile& band, Workspace& work, Sums& sums) const {
    const std::int64_t end = row_map(band.image + 1);
    std::int64_t k = lower_bound(entries, row_map(band.image), end, band.row * tiling.output.width);
    for_each_word(band, work, sums, [&](std::int64_t pixel, Word bits, const Scalar* complete) {
      const std::int64_t last = pixel + highest_one(bits);
      while (k < end && entries(k) < pixel + lowest_one(bits)) ++k;
      for (; k < end && entries(k) <= last; ++k) values(k) = complete[entries(k) - pixel];
    });
  }
};

}  // namespace SparseConv::Impl

#endif
