#ifndef SPARSECONV_METHODS_DIRECT_TILES_TILEKERNEL_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_TILEKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <batch/fused.hpp>
#include <batch/teams.hpp>
#include <methods/Tiling.hpp>
#include <methods/direct/Counter.hpp>
#include <methods/direct/Factors.hpp>
#include <methods/direct/steps.hpp>
#include <methods/direct/tiles/TileTaps.hpp>
#include <methods/direct/tiles/prefix_sum.hpp>
#include <methods/tile_memory.hpp>

namespace SparseConv::Impl {

/// What a team of threads does with its tiles, in scratch memory. Entries are taken in groups, one
/// for each thread.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct TileKernel {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  using AnyTaps = Taps<Scalar, ExecutionSpace>;
  using Member = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;

  Matrix batch;
  AnyTaps taps;
  Factors<Scalar, ExecutionSpace> factors;
  Tiling<Matrix, ExecutionSpace> tiling;
  Kokkos::View<Tile*, ExecutionSpace> tiles;
  PixelGrid output_grid;

  int team_size = 1;
  std::int64_t tiles_per_task = 1;       ///< tiles that a team works on, one after the other
  Offsets<ExecutionSpace> offsets = {};  ///< where each tile begins among the entries of the result
  Counter<ExecutionSpace> counter = {};  ///< counts what a step has to report

  // The result, as far as a step uses it.
  typename Matrix::row_map_type row_map = {};
  typename Matrix::index_type entries = {};
  typename Matrix::values_type values = {};

  template <class Step>
  auto policy(const ExecutionSpace& space) const {
    using Policy = Teams<ExecutionSpace, Step>;
    const int n = number_of_teams((tiling.n_tiles + tiles_per_task - 1) / tiles_per_task);
    const auto with_scratch = [&](int size) {
      const auto bytes = tile_bytes<Scalar>(tiling.size.pixels, size, passes<Step>());
      return Policy(space, n, size)
          .set_scratch_size(tile_scratch_level<ExecutionSpace>,
                            Kokkos::PerTeam(static_cast<int>(bytes)));
    };
    return with_scratch(threads_of_team(with_scratch(1)));
  }

  KOKKOS_FUNCTION void operator()(Count, const Member& member) const {
    const Scratch scratch = scratch_of<Count>(member);
    for_each_tile(member, [&](std::int64_t t, const Tile& tile) {
      mark(member, tile, scratch.bitmap);
      int n = 0;
      for (int w = member.team_rank(); w < n_words(tile); w += member.team_size())
        n += count_ones(scratch.bitmap[w]);
      const PrefixSum sum = prefix_sum(member, scratch.sums_of_threads, n);
      Kokkos::single(Kokkos::PerTeam(member), [&] { offsets(t) = sum.total; });
    });
  }

  /// Counts, tile by tile, the threads that write a zero.
  KOKKOS_FUNCTION void operator()(Fill, const Member& member) const {
    fill<Fill>(member,
               [&](const Tile& tile, const Scratch& scratch) { add_up(member, tile, scratch); });
  }

  KOKKOS_FUNCTION void operator()(Clear, const Member& member) const {
    fill<Clear>(member, [](const Tile&, const Scratch&) {});
  }

  KOKKOS_FUNCTION void operator()(Values, const Member& member) const {
    const Scratch scratch = scratch_of<Values>(member);
    for_each_tile(member, [&](std::int64_t, const Tile& tile) {
      if (!tile.empty()) compute_values(member, tile, scratch);
    });
  }

  /// Counts the entries that reach a pixel that the result does not store.
  KOKKOS_FUNCTION void operator()(CheckedValues, const Member& member) const {
    const Scratch scratch = scratch_of<CheckedValues>(member);
    for_each_tile(member, [&](std::int64_t, const Tile& tile) {
      if (tile.empty()) return;
      mark_stored(member, tile, scratch.bitmap);
      Kokkos::parallel_for(Kokkos::TeamThreadRange(member, tile.first_entry, tile.last_entry),
                           [&](std::int64_t k) {
                             if (!reaches_only(tile, k, scratch.bitmap)) counter.add(1);
                           });
      compute_values(member, tile, scratch);
    });
  }

 private:
  /// The scratch memory of a team.
  struct Scratch {
    TileWord* bitmap;            ///< which pixels of the tile are stored
    int* sums_of_threads;        ///< what threads add up together
    Scalar* sums = nullptr;      ///< of the pixels
    Cell* cells = nullptr;       ///< the stored pixels, in ascending order
    Scalar* row_sums = nullptr;  ///< of the first of two passes, as many rows as there is room for
  };

  /// The passes in which a step adds up products.
  template <class Step>
  KOKKOS_FUNCTION int passes() const {
    if constexpr (std::is_same_v<Step, Count>)
      return 0;
    else
      return factors.exist() ? 2 : 1;
  }

  template <class Step>
  KOKKOS_FUNCTION Scratch scratch_of(const Member& member) const {
    constexpr int level = tile_scratch_level<ExecutionSpace>;
    const auto& memory = member.team_scratch(level);
    const std::int64_t pixels = tiling.size.pixels, n_passes = passes<Step>();
    Scratch scratch{take<TileWord>(memory, words_for<TileWord>(pixels)),
                    take<int>(memory, member.team_size())};
    if (n_passes > 0) {
      scratch.sums = take<Scalar>(memory, pixels);
      scratch.cells = take<Cell>(memory, pixels);
    }
    if (n_passes > 1) scratch.row_sums = take<Scalar>(memory, pixels);
    return scratch;
  }

  template <class T, class Memory>
  static KOKKOS_FUNCTION T* take(const Memory& memory, std::int64_t n) {
    return static_cast<T*>(
        memory.get_shmem_aligned(static_cast<std::size_t>(n) * sizeof(T), tile_alignment));
  }

  /// The threads of a team: the most that there may be, up to `team_size`. On a device that depends
  /// on the registers and the memory that the kernel needs.
  template <class Policy>
  int threads_of_team(const Policy& policy) const {
    if constexpr (on_host<ExecutionSpace>)
      return team_size;  // as the plan has checked
    else
      return std::min(team_size, policy.team_size_max(*this, Kokkos::ParallelForTag()));
  }

  static KOKKOS_FUNCTION int n_words(const Tile& tile) {
    return static_cast<int>(words_for<TileWord>(tile.size()));
  }

  template <class Body>
  KOKKOS_FUNCTION void for_each_tile(const Member& member, const Body& body) const {
    const std::int64_t first = member.league_rank() * tiles_per_task;
    const std::int64_t last = Kokkos::min(first + tiles_per_task, tiling.n_tiles);
    for (std::int64_t t = first; t < last; ++t) {
      const Tile tile = tiles(t);  // in registers
      body(t, tile);
      if (t + 1 < last) member.team_barrier();  // the next tile uses the same scratch memory
    }
  }

  template <class Step, class AddUp>
  KOKKOS_FUNCTION void fill(const Member& member, const AddUp& add) const {
    const Scratch scratch = scratch_of<Step>(member);
    for_each_tile(member, [&](std::int64_t t, const Tile& tile) {
      if (tile.empty()) return;
      mark(member, tile, scratch.bitmap);
      const int n = list_marked(member, tile, scratch);
      Kokkos::parallel_for(Kokkos::TeamThreadRange(member, n),
                           [&](int i) { scratch.sums[scratch.cells[i]] = Scalar(0); });
      member.team_barrier();
      add(tile, scratch);
      write(member, tile, scratch, n, offsets(t));
    });
  }

  /// Calls `visit(k, cell)` for the entries of the result that lie in the tile.
  template <class Visit>
  KOKKOS_FUNCTION void for_each_stored(const Member& member, const Tile& tile,
                                       const Visit& visit) const {
    const std::int64_t width = output_grid.width;
    const std::int64_t end = row_map(tile.image + 1);
    const std::int64_t first =
        lower_bound(entries, row_map(tile.image), end, tile.row * width + tile.column);
    const std::int64_t last = lower_bound(
        entries, first, end, (tile.row + tile.height - 1) * width + tile.column + tile.width);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, first, last), [&](std::int64_t k) {
      const Pixel pixel = output_grid.split(entries(k));
      const std::int64_t x = pixel.column - tile.column;
      if (x >= 0 && x < tile.width)
        visit(k, static_cast<int>((pixel.row - tile.row) * tile.width + x));
    });
  }

  KOKKOS_FUNCTION void clear(const Member& member, const Tile& tile, TileWord* bitmap) const {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, n_words(tile)),
                         [&](int w) { bitmap[w] = 0; });
    member.team_barrier();
  }

  KOKKOS_FUNCTION TileTaps<AnyTaps> taps_of(const Tile& tile, std::int64_t k) const {
    return {taps, tile, tiling.grid.split(batch.graph.entries(k))};
  }

  /// Sets the bits of the pixels that entries reach.
  KOKKOS_FUNCTION void mark(const Member& member, const Tile& tile, TileWord* bitmap) const {
    clear(member, tile, bitmap);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, tile.first_entry, tile.last_entry),
                         [&](std::int64_t k) {
                           const auto entry = taps_of(tile, k);
                           for (int r = 0; r < entry.n_runs(); ++r) {
                             const auto reached = entry.run(r);
                             if (reached.n > 0) atomic_set(bitmap, reached.cell, reached.n);
                           }
                         });
    member.team_barrier();
  }

  /// Sets the bits of the pixels that the result stores.
  KOKKOS_FUNCTION void mark_stored(const Member& member, const Tile& tile, TileWord* bitmap) const {
    clear(member, tile, bitmap);
    for_each_stored(member, tile, [&](std::int64_t, int cell) { atomic_set(bitmap, cell, 1); });
    member.team_barrier();
  }

  /// Whether all pixels of the tile that an entry reaches are marked.
  KOKKOS_FUNCTION bool reaches_only(const Tile& tile, std::int64_t k,
                                    const TileWord* bitmap) const {
    const auto entry = taps_of(tile, k);
    for (int r = 0; r < entry.n_runs(); ++r) {
      const auto reached = entry.run(r);
      if (reached.n > 0 && !all_set(bitmap, reached.cell, reached.n)) return false;
    }
    return true;
  }

  /// Lists the marked pixels, so that what is done with them is shared among all threads. Each
  /// thread lists the pixels of some neighbouring words. Returns the number of pixels.
  KOKKOS_FUNCTION int list_marked(const Member& member, const Tile& tile,
                                  const Scratch& scratch) const {
    const int words_of_thread = (n_words(tile) + member.team_size() - 1) / member.team_size();
    const int first = Kokkos::min(member.team_rank() * words_of_thread, n_words(tile));
    const int last = Kokkos::min(first + words_of_thread, n_words(tile));
    int n = 0;
    for (int w = first; w < last; ++w) n += count_ones(scratch.bitmap[w]);
    const PrefixSum sum = prefix_sum(member, scratch.sums_of_threads, n);
    Cell* next = scratch.cells + sum.before;
    for (int w = first; w < last; ++w)
      for (TileWord word = scratch.bitmap[w]; word != 0; word &= word - 1)
        *next++ = static_cast<Cell>(w * static_cast<int>(bits_of<TileWord>) + lowest_one(word));
    member.team_barrier();
    return sum.total;
  }

  KOKKOS_FUNCTION void compute_values(const Member& member, const Tile& tile,
                                      const Scratch& scratch) const {
    for_each_stored(member, tile, [&](std::int64_t, int cell) { scratch.sums[cell] = 0; });
    member.team_barrier();
    add_up(member, tile, scratch);
    for_each_stored(member, tile,
                    [&](std::int64_t k, int cell) { values(k) = scratch.sums[cell]; });
  }

  /// Adds every entry times every tap to the sums of the stored pixels, which are zero. A sum gets
  /// its terms in the order of ascending pixels of the image, as it does on the host.
  KOKKOS_FUNCTION void add_up(const Member& member, const Tile& tile,
                              const Scratch& scratch) const {
    if (factors.exist())
      add_up_in_two_passes(member, tile, scratch);
    else
      add_up_at_once(member, tile, scratch.sums);
  }

  /// Takes as many rows of the image at a time as there is room for.
  KOKKOS_FUNCTION void add_up_in_two_passes(const Member& member, const Tile& tile,
                                            const Scratch& scratch) const {
    const std::int64_t height = tiling.size.pixels / tile.width;
    const std::int64_t first_row = tile.row - taps.reach.last_row;
    const std::int64_t last_row = tile.row + tile.height - taps.reach.first_row;
    std::int64_t k = tile.first_entry;
    for (std::int64_t row = first_row; row < last_row; row += height) {
      const RowsOfImage rows{row, Kokkos::min(row + height, last_row)};
      const std::int64_t end =
          lower_bound(batch.graph.entries, k, tile.last_entry, rows.last * tiling.grid.width);
      add_rows(member, tile, rows, k, end, scratch.row_sums);
      add_columns(member, tile, rows, scratch);
      k = end;
    }
  }

  /// Rows `first` to `last - 1` of an image.
  struct RowsOfImage {
    std::int64_t first, last;
  };

  /// The first pass: entries times the row of the filter.
  KOKKOS_FUNCTION void add_rows(const Member& member, const Tile& tile, const RowsOfImage& rows,
                                std::int64_t begin, std::int64_t end, Scalar* sums) const {
    const int width = static_cast<int>(tile.width);
    const int first_column = static_cast<int>(taps.reach.first_column);
    Kokkos::parallel_for(
        Kokkos::TeamThreadRange(member, static_cast<int>(rows.last - rows.first) * width),
        [&](int i) { sums[i] = Scalar(0); });
    member.team_barrier();
    for (std::int64_t first = begin; first < end; first += member.team_size()) {
      const std::int64_t own = first + member.team_rank();
      const bool any = own < end;
      const Pixel pixel = tiling.grid.split(batch.graph.entries(any ? own : first));
      const Scalar value = batch.values(any ? own : first);
      const int column = column_from(tile, pixel) + first_column;
      const int length = static_cast<int>(factors.row_length());
      ReachedPixels reached =
          clip_to_row(static_cast<int>(pixel.row - rows.first), column, length, width);
      if (!any) reached.n = 0;
      add_weights(member, factors.row.data(), length, reached, value, sums);
    }
  }

  /// The second pass: the sums of these rows times the column of the filter.
  KOKKOS_FUNCTION void add_columns(const Member& member, const Tile& tile, const RowsOfImage& rows,
                                   const Scratch& scratch) const {
    const int width = static_cast<int>(tile.width);
    const double inverse_width = PixelGrid(tile.width).inverse_width;
    const int above = static_cast<int>(rows.first - tile.row + taps.reach.first_row);
    const int n_rows = static_cast<int>(rows.last - rows.first);
    const int n_weights = static_cast<int>(factors.column.extent(0));
    Kokkos::parallel_for(
        Kokkos::TeamThreadRange(member, static_cast<int>(tile.size())), [&](int cell) {
          const int row = PixelGrid::row_of_small(cell, inverse_width);
          // The row of the image that the first weight takes to this one, among
          // the rows.
          const int last = row - above;
          Scalar sum = scratch.sums[cell];
          for (int i = Kokkos::max(0, last - n_weights + 1); i < Kokkos::min(n_rows, last + 1); ++i)
            sum = fused(scratch.row_sums[i * width + cell - row * width], factors.column(last - i),
                        sum);
          scratch.sums[cell] = sum;
        });
    member.team_barrier();
  }

  /// Groups of entries come in their order, and for a group the taps come from last to first.
  KOKKOS_FUNCTION void add_up_at_once(const Member& member, const Tile& tile, Scalar* sums) const {
    for (std::int64_t first = tile.first_entry; first < tile.last_entry;
         first += member.team_size()) {
      const std::int64_t own = first + member.team_rank();
      const bool any = own < tile.last_entry;
      const auto entry = taps_of(tile, any ? own : first);
      const Scalar value = batch.values(any ? own : first);
      for (int r = entry.n_runs() - 1; r >= 0; --r) {
        ReachedPixels reached = entry.run(r);
        if (!any) reached.n = 0;
        const Run& run = taps.runs(r);
        add_weights(member, taps.weights.data() + run.first_weight, run.length, reached, value,
                    sums);
      }
    }
  }

  /// Adds the value of a thread's entry times each of `n` weights to the pixels that the entry
  /// reaches. With one weight no two entries of a group reach the same pixel: no atomics are
  /// needed.
  KOKKOS_FUNCTION void add_weights(const Member& member, const Scalar* weights, int n,
                                   const ReachedPixels& reached, Scalar value, Scalar* sums) const {
    const int first_cell = reached.cell - reached.tap;  // of the first weight, maybe elsewhere
    for (int i = n - 1; i >= 0; --i) {
      const auto nth = static_cast<unsigned>(i - reached.tap);
      if (nth < static_cast<unsigned>(reached.n)) sums[first_cell + i] += value * weights[i];
      member.team_barrier();
    }
  }

  /// Writes columns and values of the `n` listed pixels into the result, from number `first` on.
  KOKKOS_FUNCTION void write(const Member& member, const Tile& tile, const Scratch& scratch, int n,
                             std::int64_t first) const {
    const auto corner = static_cast<Ordinal>(tile.row * output_grid.width + tile.column);
    const auto next_row = static_cast<Ordinal>(output_grid.width - tile.width);
    const double inverse_width = PixelGrid(tile.width).inverse_width;
    Ordinal* const columns = entries.data() + first;
    Scalar* const results = values.data() + first;
    bool any_zero = false;
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, n), [&](int i) {
      const int cell = scratch.cells[i];
      const Scalar sum = scratch.sums[cell];
      columns[i] = corner + cell + PixelGrid::row_of_small(cell, inverse_width) * next_row;
      results[i] = sum;
      any_zero |= sum == Scalar(0);
    });
    if (any_zero) counter.add(1);
  }
};

}  // namespace SparseConv::Impl

#endif
