#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_ROWKERNEL_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_ROWKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <methods/direct/Counter.hpp>
#include <methods/direct/Factors.hpp>
#include <methods/direct/steps.hpp>
#include <methods/direct/windows/Descent.hpp>
#include <methods/direct/windows/RowReader.hpp>
#include <methods/direct/windows/RowWriter.hpp>
#include <methods/direct/windows/ThreadMemory.hpp>
#include <methods/direct/windows/Workspace.hpp>
#include <methods/direct/windows/sums.hpp>

namespace SparseConv::Impl {

/// What a thread of the host does with its tiles, which are whole rows. The thread divides the
/// entries of a tile into clusters, and moves a window down each cluster. When the window has taken
/// in some rows of the image, as many rows of the result are complete. The thread counts or writes
/// them, and the window moves on.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct RowKernel {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  using AnyTaps = Taps<Scalar, ExecutionSpace>;
  using AnyRuns = ShiftedRuns<Scalar, ExecutionSpace>;

  Matrix batch;
  AnyTaps taps;
  AnyRuns shifted;  ///< of the taps or, where there are factors, the row
  Factors<Scalar, ExecutionSpace> factors;
  Tiling<Matrix, ExecutionSpace> tiling;

  ThreadMemory<ExecutionSpace> memory;
  std::int64_t widest;  ///< width of the widest tile that the memory of a thread has room for

  std::int64_t tiles_per_task = 1;
  Offsets<ExecutionSpace> offsets = {};  ///< where each tile begins among the entries of the result
  Counter<ExecutionSpace> counter = {};  ///< counts what a step has to report

  // The result, as far as a step uses it.
  typename Matrix::row_map_type row_map = {};
  typename Matrix::index_type entries = {};
  typename Matrix::values_type values = {};

  /// Whether the pixels of the rows that a window takes in can be numbered in 32 bits.
  static bool can_number(const AnyTaps& taps, const Geometry& geometry) {
    const std::int64_t width = std::max(geometry.image.width, geometry.output.width);
    return saturating_product(Window(taps, 1).rows + 1, width) < PixelGrid::small;
  }

  /// Bytes that a thread needs for tiles of this width.
  static std::int64_t bytes_for(const AnyTaps& taps, std::int64_t width) {
    Arena measure;
    const Work work(measure, taps, PixelGrid(1), width, width);
    return measure.bytes();
  }

  template <class Step>
  auto policy(const ExecutionSpace& space) const {
    using Policy = Range<ExecutionSpace, Step, Kokkos::Schedule<Kokkos::Dynamic>>;
    const std::int64_t n_tasks = (tiling.n_tiles + tiles_per_task - 1) / tiles_per_task;
    return Policy(space, 0, n_tasks, Kokkos::ChunkSize(1));
  }

  void operator()(Count, std::int64_t task) const {
    for_each_tile(task, [&](std::int64_t t, const Tile& tile, Work& work) {
      std::int64_t n = 0;
      loose_clusters(tile).for_each([&](std::int64_t first, std::int64_t last) {
        if (work.loose.take_if_loose(batch.graph.entries.data(), first, last, tile))
          n += (last - first) * taps.n_taps;
        else
          n += count(make_cluster(tiling, tile, first, last), work);
      });
      offsets(t) = n;
    });
  }

  /// Writes the result, and counts the tiles in which a stored pixel is zero.
  void operator()(Fill, std::int64_t task) const {
    const std::int64_t end = offsets(end_of(task));
    for_each_tile(task, [&](std::int64_t t, const Tile& tile, Work& work) {
      Writer writer(entries.data(), values.data(), offsets(t), end);
      loose_clusters(tile).for_each([&](std::int64_t first, std::int64_t last) {
        if (work.loose.take_if_loose(batch.graph.entries.data(), first, last, tile))
          return write_loose(work.loose, batch.values.data() + first, writer);
        const Cluster cluster = make_cluster(tiling, tile, first, last);
        with_sums(cluster, work, [&](auto& sums) { write(cluster, work, sums, writer); });
      });
      if (writer.any_zero()) counter.add(1);
    });
  }

  void operator()(Clear, std::int64_t task) const {
    const std::int64_t end = offsets(end_of(task));
    for_each_tile(task, [&](std::int64_t t, const Tile& tile, Work& work) {
      Writer writer(entries.data(), values.data(), offsets(t), end);
      wide_clusters(tile).for_each([&](std::int64_t first, std::int64_t last) {
        const Cluster cluster = make_cluster(tiling, tile, first, last);
        NoSums<Scalar> zeros;
        work.window = Window(taps, cluster.width);
        write(cluster, work, zeros, writer);
      });
    });
  }

  void operator()(Values, std::int64_t task) const { read_tiles(task); }

  /// Counts the words with a pixel that entries reach but that the result does not store.
  void operator()(CheckedValues, std::int64_t task) const {
    if (const std::int64_t missing = read_tiles(task); missing > 0) counter.add(missing);
  }

 private:
  using Reader = RowReader<Scalar, Ordinal>;
  using Writer = RowWriter<Scalar, Ordinal>;
  using Work = Workspace<Scalar, AnyTaps>;
  using Loan = typename ThreadMemory<ExecutionSpace>::Loan;
  using Clusters = Impl::Clusters<typename Matrix::index_type>;

  /// The tile after those of a task.
  std::int64_t end_of(std::int64_t task) const {
    return std::min((task + 1) * tiles_per_task, tiling.n_tiles);
  }

  /// Calls `body(number, tile, work)` for the tiles of a task, in ascending order: a RowWriter may
  /// write into the tiles that follow.
  template <class Body>
  void for_each_tile(std::int64_t task, const Body& body) const {
    const Loan loan(memory);
    Arena arena = loan.arena();
    Work work(arena, taps, tiling.grid, widest, tiling.output.width);
    for (std::int64_t t = task * tiles_per_task; t < end_of(task); ++t)
      body(t, tiling.tile(t), work);
  }

  /// Computes the values of a task's tiles. Returns the number of words with a pixel that entries
  /// reach but that the result does not store.
  std::int64_t read_tiles(std::int64_t task) const {
    std::int64_t missing = 0;
    for_each_tile(task, [&](std::int64_t, const Tile& tile, Work& work) {
      wide_clusters(tile).for_each([&](std::int64_t first, std::int64_t last) {
        const Cluster cluster = make_cluster(tiling, tile, first, last);
        with_sums(cluster, work, [&](auto& sums) { missing += read(cluster, work, sums); });
      });
    });
    return missing;
  }

  /// Clusters so far apart that a window for each takes less time than one for all.
  Clusters wide_clusters(const Tile& tile) const {
    const Window window(taps, tile.width);
    return Clusters(tiling.entries, tiling.grid.width, tile, window, Clusters::rows_of_gap(window));
  }

  /// The same or, in a thin tile, the smallest clusters there are, as many of them will be loose.
  Clusters loose_clusters(const Tile& tile) const {
    const Window window(taps, tile.width);
    const bool thin = is_thin(tile, taps.filter);
    return Clusters(tiling.entries, tiling.grid.width, tile, window,
                    thin ? window.overlap + 1 : Clusters::rows_of_gap(window));
  }

  auto descent(const Cluster& cluster, Work& work) const {
    return Descent<Matrix, AnyTaps>(batch, taps, tiling.grid, cluster, work.window, work.bits);
  }

  /// Makes the window for a cluster, and calls `body` with the object that computes the sums.
  template <class Body>
  void with_sums(const Cluster& cluster, Work& work, const Body& body) const {
    if (cluster.height <= 0 || cluster.width <= 0) return;
    work.window = Window(taps, cluster.width);
    if (factors.exist())
      with_factors(cluster, work, body);
    else
      with_taps(cluster, work, body);
  }

  template <class Body>
  void with_factors(const Cluster& cluster, Work& work, const Body& body) const {
    const std::int64_t n = factors.row_length();
    if (is_covered(cluster, n)) {
      const bool crowded =
          is_crowded<Scalar>(cluster, shifted.time_of_run(), n) && is_finite(cluster);
      GatheredFactors<Scalar, AnyRuns> sums(work.buffer, taps, factors, shifted, work.window,
                                            crowded);
      body(sums);
    } else {
      ScatteredFactors<Scalar, AnyRuns> sums(work.buffer, taps, factors, shifted, work.window);
      body(sums);
    }
  }

  template <class Body>
  void with_taps(const Cluster& cluster, Work& work, const Body& body) const {
    RowBuffer<Scalar>& buffer = work.buffer;
    const double time_of_entry = static_cast<double>(taps.n_runs()) * shifted.time_of_run();
    const auto call = [&](auto sums) { body(sums); };
    if (is_crowded<Scalar>(cluster, time_of_entry, taps.n_taps) && is_finite(cluster))
      call(GatheredRows<Scalar, AnyTaps>(buffer, taps, work.window));
    else
      call(ScatteredRows<Scalar, AnyTaps, AnyRuns>(buffer, taps, shifted, work.window));
  }

  /// Whether all values and weights are finite. Gathering multiplies pixels that are not stored and
  /// weights that are zero: these products are zero only if the other factor is finite.
  bool is_finite(const Cluster& cluster) const {
    return taps.finite && all_finite(batch.values.data(), cluster.first_entry, cluster.last_entry);
  }

  SPARSECONV_FLATTEN std::int64_t count(const Cluster& cluster, Work& work) const {
    if (cluster.height <= 0 || cluster.width <= 0) return 0;
    work.window = Window(taps, cluster.width);
    std::int64_t n = 0;
    NoSums<Scalar> sums;
    for (auto at = descent(cluster, work); !at.done(); at.move_down(work.bits, sums)) {
      at.take_in(work.cells, work.bits, sums);
      n += work.bits.count(std::max<std::int64_t>(0, cluster.row - at.row()),
                           std::min(at.n_rows(), cluster.row + cluster.height - at.row()));
    }
    return n;
  }

  /// Writes the pixels of a cluster, word by word of the window.
  template <class Sums>
  SPARSECONV_FLATTEN void write(const Cluster& cluster, Work& work, Sums& sums,
                                Writer& result) const {
    if (cluster.height <= 0 || cluster.width <= 0) return;
    Writer writer = result;  // a local copy stays in registers
    for (auto at = descent(cluster, work); !at.done(); at.move_down(work.bits, sums)) {
      at.take_in(work.cells, work.bits, sums);
      for (const PixelWord& word : work.bits.list(at.n_rows())) {
        if (at.holds(word))
          writer.write(word.bits, at.pixel_of(word, tiling.output.width), sums.sums(word));
        sums.clear(word);
      }
    }
    result = writer;
  }

  /// Writes the result of loose entries, which is the filter times each entry.
  /// \param of_entries the values of the entries
  SPARSECONV_FLATTEN void write_loose(LooseEntries<AnyTaps>& loose, const Scalar* of_entries,
                                      Writer& result) const {
    Writer writer = result;  // a local copy stays in registers
    const auto* const placed = loose.place_runs();
    for (std::int64_t i = 0; i < loose.n_runs(); ++i) {
      const Run& run = taps.runs(placed[i].run);
      const Scalar value = of_entries[placed[i].entry];
      if (factors.exist())
        writer.write_run(placed[i].pixel, run.length, value, factors.row.data(),
                         factors.column(run.row - taps.reach.first_row));
      else
        writer.write_run(placed[i].pixel, run.length, value,
                         taps.weights.data() + run.first_weight);
    }
    result = writer;
  }

  /// Reads the sums of the pixels that the result stores, into the values of the result.
  /// \return how many words have a pixel that entries reach but that the result does not store
  template <class Sums>
  std::int64_t read(const Cluster& cluster, Work& work, Sums& sums) const {
    const std::int64_t end = row_map(cluster.image + 1), width = tiling.output.width;
    Reader reader(entries.data(), values.data(),
                  lower_bound(entries, row_map(cluster.image), end, cluster.row * width), end);
    for (auto at = descent(cluster, work); !at.done(); at.move_down(work.bits, sums)) {
      at.take_in(work.cells, work.bits, sums);
      for (const PixelWord& word : work.bits.list(at.n_rows())) {
        if (at.holds(word)) reader.read(word.bits, at.pixel_of(word, width), sums.sums(word));
        sums.clear(word);
      }
    }
    return reader.n_missing();
  }
};

}  // namespace SparseConv::Impl

#endif
