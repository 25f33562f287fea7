#ifndef SPARSECONV_METHODS_DIRECT_ROWS_ROWKERNEL_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_ROWKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <methods/direct/Tiling.hpp>
#include <methods/direct/rows/BitRows.hpp>
#include <methods/direct/rows/GatheredRows.hpp>
#include <methods/direct/rows/LooseEntries.hpp>
#include <methods/direct/rows/RowWriter.hpp>
#include <methods/direct/rows/ScatteredRows.hpp>
#include <methods/direct/rows/ThreadMemory.hpp>
#include <methods/direct/rows/clusters.hpp>
#include <methods/direct/steps.hpp>

namespace SparseConv::Impl {

/// What a thread of the host does with its bands of rows. A band is worked on in clusters of
/// entries, between which are rows without any; down each of them moves a window. Whenever it has
/// taken in some rows of the image, as many of the result are complete; they are counted or
/// written, and the window moves on.
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
      std::int64_t n = 0;
      for_each_cluster(
          band, work, [&](std::int64_t n_loose) { n += n_loose * taps.n_taps; },
          [&](const Tile& cluster) { n += count(cluster, work); });
      offsets(t) = n;
    });
  }

  /// `zeros` becomes the number of bands with a pixel whose value is zero.
  void operator()(Fill, std::int64_t task, std::int64_t& zeros) const {
    for_each_band(task, [&](std::int64_t t, const Tile& band, Workspace& work) {
      Writer writer(entries.data(), values.data(), offsets(t), offsets(t + 1));
      for_each_cluster(
          band, work, [&](std::int64_t) { write_loose(work.loose, writer); },
          [&](const Tile& cluster) {
            with_sums(cluster, work, [&](auto& sums) { write(cluster, work, sums, writer); });
          });
      zeros += writer.any_zero();
    });
  }

  void operator()(Clear, std::int64_t task, std::int64_t&) const {
    for_each_band(task, [&](std::int64_t t, const Tile& band, Workspace& work) {
      Writer writer(entries.data(), values.data(), offsets(t), offsets(t + 1));
      NoSums sums;
      for_each_cluster(band, [&](const Tile& cluster) {
        work.window = Window(taps, cluster.width);
        write(cluster, work, sums, writer);
      });
    });
  }

  void operator()(Values, std::int64_t task) const {
    for_each_band(task, [&](std::int64_t, const Tile& band, Workspace& work) {
      for_each_cluster(band, [&](const Tile& cluster) {
        with_sums(cluster, work, [&](auto& sums) { read(cluster, work, sums); });
      });
    });
  }

 private:
  using Writer = RowWriter<Scalar, Ordinal>;

  /// What a thread works with.
  struct Workspace {
    Window window;
    Places places;
    BitRows<AnyTaps> bits;
    RowBuffer<Scalar> buffer;
    LooseEntries<AnyTaps> loose;

    Workspace(const RowKernel& kernel, Scratch scratch)
        : window(kernel.taps, kernel.tiling.output.width),
          places(scratch, window),
          bits(scratch, kernel.taps, window),
          buffer(scratch, kernel.taps, window),
          loose(kernel.taps, kernel.tiling.grid, window.width) {}
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

  /// Calls `body(t, band, workspace)`.
  template <class Body>
  void for_each_band(std::int64_t task, const Body& body) const {
    memory.use([&](Scratch scratch) {
      Workspace work(*this, scratch);
      const std::int64_t first = task * tiles_per_task;
      const std::int64_t last = std::min(first + tiles_per_task, tiling.n_tiles);
      for (std::int64_t t = first; t < last; ++t) {
        body(t, tiling.tile(t), work);
      }
    });
  }

  /// Calls `body(cluster)` for the clusters of a band.
  template <class Body>
  void for_each_cluster(const Tile& band, const Body& body) const {
    const Window window(taps, band.width);
    Impl::for_each_cluster(
        tiling, window, band, rows_of_gap(window),
        [&](std::int64_t first, std::int64_t last) { with_cluster(band, first, last, body); });
  }

  /// Calls `loose(n)` for clusters of n loose entries, which `work.loose` has then, and
  /// `body(cluster)` for the others.
  template <class Loose, class Body>
  void for_each_cluster(const Tile& band, Workspace& work, const Loose& loose,
                        const Body& body) const {
    const Window window(taps, band.width);
    const std::int64_t rows = is_thin(band, taps.filter) ? window.overlap + 1 : rows_of_gap(window);
    Impl::for_each_cluster(tiling, window, band, rows, [&](std::int64_t first, std::int64_t last) {
      if (work.loose.take(batch.graph.entries.data(), first, last, band))
        return loose(last - first);
      with_cluster(band, first, last, body);
    });
  }

  /// Calls `body(cluster)` for entries of a band, unless none of them reaches the result.
  template <class Body>
  void with_cluster(const Tile& band, std::int64_t first, std::int64_t last,
                    const Body& body) const {
    const Tile cluster = tiling.part(band, first, last);
    if (cluster.height > 0 && cluster.width > 0) body(cluster);
  }

  /// Calls `body` with what computes the sums of a cluster, and with the window made for it.
  template <class Body>
  void with_sums(const Tile& cluster, Workspace& work, const Body& body) const {
    work.window = Window(taps, cluster.width);
    RowBuffer<Scalar>& buffer = work.buffer;
    const auto call = [&](auto sums) { body(sums); };
    if (crowded(cluster) && finite(cluster))
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
  bool crowded(const Tile& cluster) const {
    const std::int64_t vectors = taps.n_runs() * taps.padded_length() / lanes;
    return (cluster.last_entry - cluster.first_entry) * vectors * 33 > cluster.size() * taps.n_taps;
  }

  /// Whether a product with zero is zero, as where pixels that are not stored are gathered.
  bool finite(const Tile& cluster) const {
    const Scalar* const values_of_entries = batch.values.data();
    int others = 0;
    for (std::int64_t k = cluster.first_entry; k < cluster.last_entry; ++k)
      others += values_of_entries[k] - values_of_entries[k] == Scalar(0) ? 0 : 1;
    return taps.finite && others == 0;
  }

  /// Moves a window down the rows of the result that entries of the cluster reach. Calls
  /// `visit(first_row, n_rows)` when the first rows of the window, from row `first_row` of the
  /// result on, are complete.
  template <class Sums, class Visit>
  void stream(const Tile& cluster, Workspace& work, Sums& sums, const Visit& visit) const {
    const Window window = work.window;
    const PixelGrid grid = tiling.grid;
    const Ordinal* const columns = batch.graph.entries.data();
    const std::int64_t first_row = taps.reach.first_row;
    const std::int64_t start = grid.split(columns[cluster.first_entry]).row + first_row;
    const std::int64_t end =
        grid.split(columns[cluster.last_entry - 1]).row + first_row + window.overlap + 1;
    work.bits.start(window, std::min(window.rows, end - start));
    for (std::int64_t row = start, k = cluster.first_entry, n_rows; row < end; row += n_rows) {
      const std::int64_t begin = (row - first_row) * grid.width;
      const std::int64_t first = k;
      k = lower_bound(batch.graph.entries, first, cluster.last_entry,
                      begin + window.rows * grid.width);
      n_rows = std::min(window.rows, end - row);
      work.places.find(columns + first, k - first, begin, cluster.column, grid, window);
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

  SPARSECONV_FLATTEN std::int64_t count(const Tile& cluster, Workspace& work) const {
    work.window = Window(taps, cluster.width);
    std::int64_t count = 0;
    NoSums sums;
    stream(cluster, work, sums, [&](std::int64_t first_row, std::int64_t n_rows) {
      count += work.bits.count(std::max<std::int64_t>(0, cluster.row - first_row),
                               std::min(n_rows, cluster.row + cluster.height - first_row));
    });
    return count;
  }

  /// Calls `visit(pixel, bits, sums)` for the words of pixels in the cluster that entries reach;
  /// `pixel` is the number of the first one.
  template <class Sums, class Visit>
  void for_each_word(const Tile& cluster, Workspace& work, Sums& sums, const Visit& visit) const {
    const Window& window = work.window;
    const PixelGrid words(window.words);
    const std::int64_t shift = cluster.column - window.margin;
    stream(cluster, work, sums, [&](std::int64_t first_row, std::int64_t n_rows) {
      const std::int64_t first = (cluster.row - first_row) * window.words;
      const std::int64_t last = first + cluster.height * window.words;
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
  SPARSECONV_FLATTEN void write(const Tile& cluster, Workspace& work, Sums& sums,
                                Writer& result) const {
    Writer writer = result;  // a copy of its own stays in registers
    for_each_word(cluster, work, sums, [&](std::int64_t pixel, Word bits, const Scalar* complete) {
      writer.write(bits, pixel, complete);
    });
    result = writer;
  }

  /// Writes the result of loose entries, which is the filter times each of them.
  SPARSECONV_FLATTEN void write_loose(const LooseEntries<AnyTaps>& loose, Writer& result) const {
    Writer writer = result;  // as above
    loose.for_each_run([&](std::int64_t k, const Run& run, std::int64_t pixel) {
      const Scalar value = batch.values(k);
      const Scalar* const weights = taps.weights.data() + run.first_weight;
      writer.write_run(pixel, run.length, [=](std::int64_t i) { return value * weights[i]; });
    });
    result = writer;
  }

  /// Reads the sums of the pixels that the result stores.
  template <class Sums>
  void read(const Tile& cluster, Workspace& work, Sums& sums) const {
    const std::int64_t end = row_map(cluster.image + 1);
    std::int64_t k =
        lower_bound(entries, row_map(cluster.image), end, cluster.row * tiling.output.width);
    for_each_word(cluster, work, sums, [&](std::int64_t pixel, Word bits, const Scalar* complete) {
      const std::int64_t last = pixel + highest_one(bits);
      while (k < end && entries(k) < pixel + lowest_one(bits)) ++k;
      for (; k < end && entries(k) <= last; ++k) values(k) = complete[entries(k) - pixel];
    });
  }
};

}  // namespace SparseConv::Impl

#endif
