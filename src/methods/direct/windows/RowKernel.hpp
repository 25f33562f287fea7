#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_ROWKERNEL_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_ROWKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <divide_up.hpp>
#include <methods/direct/ResultArrays.hpp>
#include <methods/direct/steps.hpp>
#include <methods/direct/windows/RowReader.hpp>
#include <methods/direct/windows/ThreadMemory.hpp>
#include <methods/direct/windows/TierWriter.hpp>
#include <methods/direct/windows/Workspace.hpp>
#include <methods/direct/windows/sums.hpp>

namespace SparseConv::Impl {

/// What a thread of the host does with its tiles, which are whole rows, or with the strips of tiles
/// that are too wide or, though wide, nearly empty. The thread divides the entries into clusters,
/// and moves a window down each cluster. When the window has taken in some rows of the image, as
/// many rows of the result are complete. The thread counts or writes them, and the window moves on.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct RowKernel {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  using AnyTaps = Taps<Scalar, ExecutionSpace>;

  Matrix batch;
  WindowedFilter<Scalar, ExecutionSpace> filter;
  Tiling<Matrix, ExecutionSpace> tiling;

  ThreadMemory<ExecutionSpace> memory;
  WindowWidth width;  ///< for which a thread has memory

  std::int64_t tiles_per_task = 1;
  ResultArrays<Scalar, Ordinal, ExecutionSpace> result = {};

  /// Bytes that a thread needs.
  static std::int64_t bytes_for(const AnyTaps& taps, WindowWidth width) {
    Arena measure;
    const std::int64_t any_width = 0;  // of results, on which nothing depends
    const Factors<Scalar, ExecutionSpace> none;
    const Work work(measure, taps, none, width, any_width);
    return measure.bytes() + Arena::alignment;
  }

  template <class Step>
  auto policy(const ExecutionSpace& space) const {
    using Policy = Range<ExecutionSpace, Step, Kokkos::Schedule<Kokkos::Dynamic>>;
    const std::int64_t n_tasks = divide_up(tiling.n_tiles, tiles_per_task);
    return Policy(space, 0, n_tasks, Kokkos::ChunkSize(1));
  }

  void operator()(Count, std::int64_t task) const {
    for_each_tile(task, [&](std::int64_t t, const Tile& tile, Work& work) {
      std::int64_t n = 0;
      for_each_part(tile, work, [&](const Tile& part, const List& list) {
        work.for_each_cluster(
            part, list, [&] { n += work.placed_sums.count(work.placed, part); },
            [&](const Cluster& cluster) { n += count(cluster, list, work); });
      });
      result.offsets(t) = n;
    });
  }

  /// Writes the result. The flag tells whether a stored pixel is zero.
  void operator()(Fill, std::int64_t task) const {
    const bool any_zero =
        write_tiles(task, [&](const Tile& part, const List& list, Work& work, auto& writer) {
          work.for_each_cluster(
              part, list, [&] { work.placed_sums.write(work.placed, part, list, writer); },
              [&](const Cluster& cluster) {
                with_sums(cluster, list, work,
                          [&](auto& sums) { write(cluster, list, work, sums, writer); });
              });
        });
    if (any_zero) result.flag.raise();
  }

  void operator()(Clear, std::int64_t task) const {
    write_tiles(task, [&](const Tile& part, const List& list, Work& work, auto& writer) {
      work.for_each_wide_cluster(part, list, [&](const Cluster& cluster) {
        NoSums<Scalar> zeros;
        write(cluster, list, work, zeros, writer);
      });
    });
  }

  void operator()(Values, std::int64_t task) const { read_tiles(task); }

  /// The flag tells whether entries reach a pixel that the result does not store.
  void operator()(CheckedValues, std::int64_t task) const {
    if (read_tiles(task)) result.flag.raise();
  }

 private:
  using Reader = RowReader<Scalar, Ordinal>;
  using Work = Workspace<Scalar, Ordinal, AnyTaps>;
  using Loan = typename ThreadMemory<ExecutionSpace>::Loan;
  using List = EntryList<Scalar, Ordinal>;

  /// The tile after the last of a task.
  std::int64_t end_of(std::int64_t task) const {
    return std::min((task + 1) * tiles_per_task, tiling.n_tiles);
  }

  /// Calls `body(number, tile, work)` for the tiles of a task, in ascending order: a RowWriter may
  /// write into the tiles that follow.
  template <class Body>
  void for_each_tile(std::int64_t task, const Body& body) const {
    const Loan loan(memory);
    Arena arena = loan.arena();
    Work work(arena, filter.taps, filter.factors, width, tiling.output.width);
    for (std::int64_t t = task * tiles_per_task; t < end_of(task); ++t)
      body(t, tiling.tile(t), work);
  }

  List entries_of_batch() const {
    return {batch.graph.entries.data(), batch.values.data(), tiling.grid, 0};
  }

  /// Calls `body(part, list)` for the parts of a tile that a window can be moved down, and their
  /// entries: for strips, or for the whole tile.
  template <class Body>
  void for_each_part(const Tile& tile, Work& work, const Body& body) const {
    const List list = entries_of_batch();
    if (!width.cuts(tile, filter.taps)) return body(tile, list);
    work.strips.for_each_tier(
        list, tile, [&](const Tile& tier) { work.strips.for_each_strip(list, tier, body); });
  }

  /// Calls `body(part, list, work, writer)` for the parts of all tiles of a task: `body` writes
  /// their pixels. Returns whether a pixel is zero.
  template <class Body>
  bool write_tiles(std::int64_t task, const Body& body) const {
    const std::int64_t end = result.offsets(end_of(task));
    bool any_zero = false;
    for_each_tile(task, [&](std::int64_t t, const Tile& tile, Work& work) {
      if (width.cuts(tile, filter.taps)) {
        any_zero |= write_strips(tile, result.offsets(t), work, body);
        return;
      }
      RowWriter<Scalar, Ordinal> writer(result.entries.data(), result.values.data(),
                                        result.offsets(t), end);
      body(tile, entries_of_batch(), work, writer);
      any_zero |= writer.any_zero();
    });
    return any_zero;
  }

  /// The same for the strips of a tile, whose pixels begin with entry `next` of the result. The
  /// pixels of all strips of a tier are counted before, so that each row has its place. Returns
  /// whether a pixel is zero.
  template <class Body>
  bool write_strips(const Tile& tile, std::int64_t next, Work& work, const Body& body) const {
    const List list = entries_of_batch();
    bool any_zero = false;
    work.strips.for_each_tier(list, tile, [&](const Tile& tier) {
      work.tier_rows.start(work.strips.row_of_tier(), tier.height);
      work.strips.for_each_strip(list, tier, [&](const Tile& strip, const List& of_strip) {
        work.for_each_wide_cluster(
            strip, of_strip, [&](const Cluster& cluster) { count_rows(cluster, of_strip, work); });
      });
      next = work.tier_rows.place(next);
      TierWriter<Scalar, Ordinal> writer(result.entries.data(), result.values.data(),
                                         work.tier_rows);
      work.strips.for_each_strip(list, tier, [&](const Tile& strip, const List& of_strip) {
        body(strip, of_strip, work, writer);
        writer.end_strip();
      });
      any_zero |= writer.any_zero();
    });
    return any_zero;
  }

  /// Computes the values of a task's tiles. Returns whether entries reach a pixel that the
  /// result does not store.
  bool read_tiles(std::int64_t task) const {
    bool missing = false;
    for_each_tile(task, [&](std::int64_t, const Tile& tile, Work& work) {
      for_each_part(tile, work, [&](const Tile& part, const List& list) {
        work.for_each_wide_cluster(part, list, [&](const Cluster& cluster) {
          with_sums(cluster, list, work,
                    [&](auto& sums) { missing |= read(cluster, list, work, sums); });
        });
      });
    });
    return missing;
  }

  /// Calls `body` with the object that computes the sums of a cluster.
  template <class Body>
  void with_sums(const Cluster& cluster, const List& list, Work& work, const Body& body) const {
    filter.with_sums(cluster, list, work.window, work.buffer, body);
  }

  SPARSECONV_FLATTEN std::int64_t count(const Cluster& cluster, const List& list,
                                        Work& work) const {
    std::int64_t n = 0;
    for_each_step(cluster, list, work, [&](std::int64_t, std::int64_t first, std::int64_t last) {
      n += work.bits.count(first, last);
    });
    return n;
  }

  /// Counts the pixels of each row of a cluster.
  SPARSECONV_FLATTEN void count_rows(const Cluster& cluster, const List& list, Work& work) const {
    for_each_step(
        cluster, list, work, [&](std::int64_t row, std::int64_t first, std::int64_t last) {
          work.bits.count_rows(
              first, last, [&](std::int64_t i, std::int64_t n) { work.tier_rows.add(row + i, n); });
        });
  }

  /// Moves a window of bits down a cluster, and calls `body(row, first, last)` at each step: rows
  /// `first` to `last - 1` of the window, which begins with a row of the result, are complete.
  template <class Body>
  void for_each_step(const Cluster& cluster, const List& list, Work& work, const Body& body) const {
    NoSums<Scalar> sums;
    for (auto at = work.descent(cluster, list); !at.done(); at.move_down(work.bits, sums)) {
      at.take_in(work.cells, work.bits, sums);
      body(at.row(), std::max<std::int64_t>(0, cluster.row - at.row()),
           std::min(at.n_rows(), cluster.row + cluster.height - at.row()));
    }
  }

  /// Writes the pixels of a cluster, word by word of the window.
  template <class Sums, class Writer>
  SPARSECONV_FLATTEN void write(const Cluster& cluster, const List& list, Work& work, Sums& sums,
                                Writer& of_result) const {
    Writer writer = of_result;  // local copies stay in registers
    const std::int64_t output_width = tiling.output.width, origin = list.origin;
    for (auto at = work.descent(cluster, list); !at.done(); at.move_down(work.bits, sums)) {
      at.take_in(work.cells, work.bits, sums);
      for (const PixelWord& word : work.bits.list(at.n_rows())) {
        if (at.holds(word)) {
          const Pixel place = at.place(word);
          writer.begin_row(place.row);
          writer.write(word.bits, place.row * output_width + place.column + origin,
                       sums.sums(word));
        }
        sums.clear(word);
      }
    }
    of_result = writer;
  }

  /// Reads the sums of the pixels that the result stores, into the values of the result.
  /// \return whether entries reach a pixel that the result does not store
  template <class Sums>
  bool read(const Cluster& cluster, const List& list, Work& work, Sums& sums) const {
    const auto number = [&](const Pixel& pixel) {
      return pixel.row * tiling.output.width + pixel.column + list.origin;
    };
    const std::int64_t first = result.row_map(cluster.image);
    const std::int64_t end = result.row_map(cluster.image + 1);
    Reader reader(result.entries.data(), result.values.data(),
                  lower_bound(result.entries, first, end, number({cluster.row, cluster.column})),
                  end);
    for (auto at = work.descent(cluster, list); !at.done(); at.move_down(work.bits, sums)) {
      at.take_in(work.cells, work.bits, sums);
      for (const PixelWord& word : work.bits.list(at.n_rows())) {
        if (at.holds(word)) reader.read(word.bits, number(at.place(word)), sums.sums(word));
        sums.clear(word);
      }
    }
    return reader.any_missing();
  }
};

}  // namespace SparseConv::Impl

#endif
