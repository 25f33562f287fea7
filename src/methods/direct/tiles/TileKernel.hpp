#ifndef SPARSECONV_METHODS_DIRECT_TILES_TILEKERNEL_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_TILEKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <batch/teams.hpp>
#include <methods/Bitmap.hpp>
#include <methods/Tiling.hpp>
#include <methods/clip.hpp>
#include <methods/direct/steps.hpp>
#include <methods/tile_memory.hpp>

namespace SparseConv::Impl {

/// What a team of threads does with its tiles. The bitmap and the sums of a tile are in scratch
/// memory. A cell is the number of a pixel in its tile, row by row.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct TileKernel {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  using AnyTaps = Taps<Scalar, ExecutionSpace>;
  using Member = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;

  Matrix batch;
  AnyTaps taps;
  Tiling<Matrix, ExecutionSpace> tiling;
  PixelGrid output_grid;

  int team_size = 1;
  int scratch_level = 0;
  std::int64_t tiles_per_task = 1;       ///< tiles that a team works on, one after the other
  Offsets<ExecutionSpace> offsets = {};  ///< where each tile begins among the entries of the result

  // The result, as far as a step uses it.
  typename Matrix::row_map_type row_map = {};
  typename Matrix::index_type entries = {};
  typename Matrix::values_type values = {};

  template <class Step>
  auto policy(const ExecutionSpace& space) {
    using Policy = Teams<ExecutionSpace, Step>;
    const int n = number_of_teams((tiling.n_tiles + tiles_per_task - 1) / tiles_per_task);
    const auto bytes = static_cast<int>(tile_bytes<Scalar>(tiling.size.pixels));
    const auto with_scratch = [&](int size) {
      return Policy(space, n, size).set_scratch_size(scratch_level, Kokkos::PerTeam(bytes));
    };
    scratch_level = bytes <= Policy(space, n, 1).scratch_size_max(0) ? 0 : 1;
    return with_scratch(std::min(team_size, largest_team<Step>(with_scratch(1))));
  }

  KOKKOS_FUNCTION void operator()(Count, const Member& member) const {
    Word* bitmap = scratch<Word>(member, words_for(tiling.size.pixels));
    for_each_tile(member, [&](std::int64_t t, const Tile& tile) {
      mark(member, tile, bitmap);
      std::int64_t count = 0;
      Kokkos::parallel_reduce(
          Kokkos::TeamThreadRange(member, words_for(tile.size())),
          [&](std::int64_t w, std::int64_t& sum) { sum += count_ones(bitmap[w]); }, count);
      Kokkos::single(Kokkos::PerTeam(member), [&] { offsets(t) = count; });
    });
  }

  /// Adds to `zeros` the number of words of bitmaps in which a stored pixel is zero.
  KOKKOS_FUNCTION void operator()(Fill, const Member& member, std::int64_t& zeros) const {
    fill(member, zeros, [&](const Tile& tile, Scalar* sums) { add_up(member, tile, sums); });
  }

  KOKKOS_FUNCTION void operator()(Clear, const Member& member, std::int64_t& zeros) const {
    fill(member, zeros, [](const Tile&, Scalar*) {});
  }

  KOKKOS_FUNCTION void operator()(Values, const Member& member) const {
    Scalar* sums = scratch<Scalar>(member, tiling.size.pixels);
    for_each_tile(member, [&](std::int64_t, const Tile& tile) {
      if (!tile.empty()) compute_values(member, tile, sums);
    });
  }

  /// Adds to `missing` the number of entries that reach a pixel that the result does not store.
  KOKKOS_FUNCTION void operator()(CheckedValues, const Member& member,
                                  std::int64_t& missing) const {
    Word* bitmap = scratch<Word>(member, words_for(tiling.size.pixels));
    Scalar* sums = scratch<Scalar>(member, tiling.size.pixels);
    for_each_tile(member, [&](std::int64_t, const Tile& tile) {
      if (tile.empty()) return;
      mark_stored(member, tile, bitmap);
      std::int64_t n = 0;
      Kokkos::parallel_reduce(
          Kokkos::TeamThreadRange(member, tile.first_entry, tile.last_entry),
          [&](std::int64_t k, std::int64_t& sum) { sum += reaches_only(tile, k, bitmap) ? 0 : 1; },
          n);
      Kokkos::single(Kokkos::PerTeam(member), [&] { missing += n; });
      compute_values(member, tile, sums);
    });
  }

 private:
  /// The most threads that a team may have. On a device the number depends on the registers and the
  /// memory that the step needs.
  template <class Step, class Policy>
  int largest_team(const Policy& policy) const {
    constexpr bool reduces = !std::is_same_v<Step, Count> && !std::is_same_v<Step, Values>;
    if constexpr (on_host<ExecutionSpace>)
      return team_size;  // as the plan has checked
    else if constexpr (reduces)
      return policy.team_size_max(*this, Kokkos::ParallelReduceTag());
    else
      return policy.team_size_max(*this, Kokkos::ParallelForTag());
  }

  template <class T>
  KOKKOS_FUNCTION T* scratch(const Member& member, std::int64_t n) const {
    return static_cast<T*>(
        member.team_scratch(scratch_level)
            .get_shmem_aligned(static_cast<std::size_t>(n) * sizeof(T), tile_alignment));
  }

  template <class Body>
  KOKKOS_FUNCTION void for_each_tile(const Member& member, const Body& body) const {
    const std::int64_t first = member.league_rank() * tiles_per_task;
    const std::int64_t last = Kokkos::min(first + tiles_per_task, tiling.n_tiles);
    for (std::int64_t t = first; t < last; ++t) {
      body(t, tiling.tile(t));
      member.team_barrier();  // the next tile uses the same scratch memory
    }
  }

  template <class AddUp>
  KOKKOS_FUNCTION void fill(const Member& member, std::int64_t& zeros, const AddUp& add) const {
    Word* bitmap = scratch<Word>(member, words_for(tiling.size.pixels));
    Scalar* sums = scratch<Scalar>(member, tiling.size.pixels);
    for_each_tile(member, [&](std::int64_t t, const Tile& tile) {
      if (tile.empty()) return;
      mark(member, tile, bitmap);
      Kokkos::parallel_for(Kokkos::TeamThreadRange(member, tile.size()),
                           [&](std::int64_t cell) { sums[cell] = Scalar(0); });
      member.team_barrier();
      add(tile, sums);
      write(member, t, tile, bitmap, sums, zeros);
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
      if (x >= 0 && x < tile.width) visit(k, (pixel.row - tile.row) * tile.width + x);
    });
  }

  KOKKOS_FUNCTION void clear(const Member& member, const Tile& tile, Word* bitmap) const {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, words_for(tile.size())),
                         [&](std::int64_t w) { bitmap[w] = 0; });
    member.team_barrier();
  }

  /// Sets the bits of the pixels that entries reach.
  KOKKOS_FUNCTION void mark(const Member& member, const Tile& tile, Word* bitmap) const {
    clear(member, tile, bitmap);
    Kokkos::parallel_for(
        Kokkos::TeamThreadRange(member, tile.first_entry, tile.last_entry), [&](std::int64_t k) {
          for_each_clipped_run(
              taps, tiling.grid.split(batch.graph.entries(k)), tile, [&](const ClippedRun& run) {
                set_bits(bitmap, run.row * tile.width + run.column, run.length,
                         [](Word& word, Word mask) { Kokkos::atomic_or(&word, mask); });
              });
        });
    member.team_barrier();
  }

  /// Sets the bits of the pixels that the result stores.
  KOKKOS_FUNCTION void mark_stored(const Member& member, const Tile& tile, Word* bitmap) const {
    clear(member, tile, bitmap);
    for_each_stored(member, tile, [&](std::int64_t, std::int64_t cell) {
      Kokkos::atomic_or(bitmap + cell / word_bits, Word(1) << cell % word_bits);
    });
    member.team_barrier();
  }

  /// Whether all pixels of the tile that an entry reaches are marked.
  KOKKOS_FUNCTION bool reaches_only(const Tile& tile, std::int64_t k, const Word* bitmap) const {
    bool all = true;
    for_each_clipped_run(taps, tiling.grid.split(batch.graph.entries(k)), tile,
                         [&](const ClippedRun& run) {
                           all &= all_set(bitmap, run.row * tile.width + run.column, run.length);
                         });
    return all;
  }

  KOKKOS_FUNCTION void compute_values(const Member& member, const Tile& tile, Scalar* sums) const {
    for_each_stored(member, tile, [&](std::int64_t, std::int64_t cell) { sums[cell] = 0; });
    member.team_barrier();
    add_up(member, tile, sums);
    for_each_stored(member, tile,
                    [&](std::int64_t k, std::int64_t cell) { values(k) = sums[cell]; });
  }

  /// Adds every entry times every tap to the sums. With one tap no two entries reach the same
  /// pixel: no atomics are needed. The taps come from last to first, so that a sum gets its terms
  /// in the order of ascending pixels of the image, as it does on the host.
  KOKKOS_FUNCTION void add_up(const Member& member, const Tile& tile, Scalar* sums) const {
    for (std::int64_t r = taps.n_runs() - 1; r >= 0; --r) {
      const Run run = taps.runs(r);
      for (std::int64_t i = run.length - 1; i >= 0; --i) {
        add_tap(member, tile, {run.row, run.column + i}, taps.weights(run.first_weight + i), sums);
        member.team_barrier();
      }
    }
  }

  KOKKOS_FUNCTION void add_tap(const Member& member, const Tile& tile, Pixel shift, Scalar weight,
                               Scalar* sums) const {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, tile.first_entry, tile.last_entry),
                         [&](std::int64_t k) {
                           const Pixel pixel = tiling.grid.split(batch.graph.entries(k));
                           const std::int64_t y = pixel.row + shift.row - tile.row;
                           const std::int64_t x = pixel.column + shift.column - tile.column;
                           if (y >= 0 && y < tile.height && x >= 0 && x < tile.width)
                             sums[y * tile.width + x] += batch.values(k) * weight;
                         });
  }

  /// Writes columns and values of the marked pixels into the tile's part of the result.
  KOKKOS_FUNCTION void write(const Member& member, std::int64_t t, const Tile& tile,
                             const Word* bitmap, const Scalar* sums, std::int64_t& zeros) const {
    const PixelGrid cells(tile.width);
    Kokkos::parallel_scan(Kokkos::TeamThreadRange(member, words_for(tile.size())),
                          [&](std::int64_t w, std::int64_t& count, const bool is_final) {
                            if (is_final && write_word(tile, cells, w * word_bits, bitmap[w], sums,
                                                       offsets(t) + count))
                              ++zeros;
                            count += count_ones(bitmap[w]);
                          });
  }

  /// Writes the pixels of one word. Returns whether a sum is zero.
  KOKKOS_FUNCTION bool write_word(const Tile& tile, const PixelGrid& cells, std::int64_t first_cell,
                                  Word word, const Scalar* sums, std::int64_t next) const {
    bool any_zero = false;
    for (; word != 0; word &= word - 1, ++next) {
      const std::int64_t cell = first_cell + lowest_one(word);
      const Pixel pixel = cells.split(cell);
      entries(next) = static_cast<Ordinal>((tile.row + pixel.row) * output_grid.width +
                                           tile.column + pixel.column);
      values(next) = sums[cell];
      any_zero |= sums[cell] == Scalar(0);
    }
    return any_zero;
  }
};

}  // namespace SparseConv::Impl

#endif
