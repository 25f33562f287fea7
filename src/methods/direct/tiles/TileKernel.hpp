#ifndef SPARSECONV_METHODS_DIRECT_TILES_TILEKERNEL_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_TILEKERNEL_HPP

#include <batch/teams.hpp>
#include <methods/direct/ResultArrays.hpp>
#include <methods/direct/steps.hpp>
#include <methods/direct/tiles/TileSums.hpp>
#include <methods/direct/tiles/prefix_sum.hpp>

namespace SparseConv::Impl {

/// What a team of threads does with its tile, in scratch memory.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct TileKernel : TileSums<Scalar, Ordinal, ExecutionSpace> {
  using Sums = TileSums<Scalar, Ordinal, ExecutionSpace>;
  using Sums::add_up;
  using Sums::factors;
  using Sums::pixel_of;
  using Sums::tiling;
  using typename Sums::Matrix;
  using typename Sums::Member;

  Taps<Scalar, ExecutionSpace> taps;
  Kokkos::View<Tile*, ExecutionSpace> tiles;
  PixelGrid output_grid;

  int team_size = 1;
  std::int64_t most_listed = 0;  ///< pixels that the result stores of a tile
  Kokkos::View<TileWord*, ExecutionSpace> bitmaps = {};  ///< of all tiles, from Count for Fill
  ResultArrays<Scalar, Ordinal, ExecutionSpace> result = {};
  TileLayout<Scalar> layout{0, 0, 0, 0};  ///< set by policy()

  /// Makes a step ready to be launched, with this policy.
  template <class Step>
  auto policy(const ExecutionSpace& space) {
    using Policy = Teams<ExecutionSpace, Step>;
    constexpr bool has_sums = !std::is_same_v<Step, Count>, adds_up = !std::is_same_v<Step, Clear>;
    const unsigned passes = !has_sums ? 0 : adds_up && factors.exist() ? 2 : 1;
    const auto pixels = static_cast<unsigned>(tiling.size.pixels);
    const auto listed = static_cast<unsigned>(most_listed);
    const auto with_scratch = [&](int size) {
      layout = {pixels, static_cast<unsigned>(size), passes, listed};
      return Policy(space, number_of_teams(tiling.n_tiles), size)
          .set_scratch_size(tile_scratch_level<ExecutionSpace>, Kokkos::PerTeam(layout.bytes()));
    };
    return with_scratch(threads_of_team(with_scratch(1)));
  }

  KOKKOS_FUNCTION void operator()(Count, const Member& member) const {
    const int t = member.league_rank();
    const TeamTile tile(tiles(t));
    const int n = tile.empty() ? 0 : count_reached(member, tile, bitmap_of(t));
    if (member.team_rank() == 0) result.offsets(t) = n;
  }

  /// The flag tells whether a zero is written.
  KOKKOS_FUNCTION void operator()(Fill, const Member& member) const {
    const bool any_zero = fill(member, [&](const TeamTile& tile, const TileArrays& arrays) {
      add_up(member, tile, arrays.sums, arrays.row_sums);
    });
    if (any_zero) result.flag.raise();
  }

  KOKKOS_FUNCTION void operator()(Clear, const Member& member) const {
    fill(member, [](const TeamTile&, const TileArrays&) {});
  }

  KOKKOS_FUNCTION void operator()(Values, const Member& member) const {
    const TeamTile tile(tiles(member.league_rank()));
    if (!tile.empty()) compute_values(member, tile, arrays_of(member));
  }

  /// The flag tells whether entries reach a pixel that the result does not store.
  KOKKOS_FUNCTION void operator()(CheckedValues, const Member& member) const {
    const TeamTile tile(tiles(member.league_rank()));
    if (tile.empty()) return;
    const TileArrays arrays = arrays_of(member);
    set_stored(member, tile, arrays.bitmap);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, tile.first_entry, tile.last_entry),
                         [&](std::int64_t k) {
                           if (!reaches_only(tile, k, arrays.bitmap)) result.flag.raise();
                         });
    compute_values(member, tile, arrays);
  }

 private:
  /// Where the arrays of a tile are, in the scratch memory of its team.
  struct TileArrays {
    Scalar* sums;      ///< of the pixels
    Scalar* row_sums;  ///< of the first of two passes, as many rows as there is room for
    TileWord* bitmap;  ///< which pixels of the tile are stored
    int* numbers;      ///< one of each thread
    Cell* cells;       ///< the stored pixels, in ascending order
  };

  KOKKOS_FUNCTION TileArrays arrays_of(const Member& member) const {
    constexpr int level = tile_scratch_level<ExecutionSpace>;
    auto* const memory = static_cast<char*>(
        member.team_scratch(level).get_shmem_aligned(layout.end, tile_alignment));
    return {reinterpret_cast<Scalar*>(memory), reinterpret_cast<Scalar*>(memory + layout.row_sums),
            reinterpret_cast<TileWord*>(memory + layout.bitmap),
            reinterpret_cast<int*>(memory + layout.numbers),
            reinterpret_cast<Cell*>(memory + layout.cells)};
  }

  /// The threads of a team: the most that there may be, up to `team_size`. On a host that depends
  /// on the threads of the instance, on a device on the registers and the memory that the kernel
  /// needs.
  template <class Policy>
  int threads_of_team(const Policy& policy) const {
    return std::min(team_size, policy.team_size_max(*this, Kokkos::ParallelForTag()));
  }

  KOKKOS_FUNCTION TileWord* bitmap_of(int t) const {
    return bitmaps.data() + static_cast<std::int64_t>(t) * layout.words;
  }

  /// Writes the tile into the result. Returns whether the calling thread has written a zero.
  template <class AddUp>
  KOKKOS_FUNCTION bool fill(const Member& member, const AddUp& add) const {
    const int t = member.league_rank();
    const TeamTile tile(tiles(t));
    if (tile.empty()) return false;
    const TileArrays arrays = arrays_of(member);
    const auto n = static_cast<int>(result.offsets(t + 1) - result.offsets(t));
    list_set(member, tile, bitmap_of(t), arrays.numbers, arrays.cells);
    clear_listed(member, arrays, n);
    add(tile, arrays);
    return write(member, tile, arrays, result.offsets(t), n);
  }

  /// Calls `visit(k, cell)` for the entries of the result that lie in the tile.
  template <class Visit>
  KOKKOS_FUNCTION void for_each_stored(const Member& member, const TeamTile& tile,
                                       const Visit& visit) const {
    const std::int64_t width = output_grid.width;
    const std::int64_t end = result.row_map(tile.image + 1);
    const std::int64_t first = lower_bound(result.entries, result.row_map(tile.image), end,
                                           tile.row * width + tile.column);
    const std::int64_t last =
        lower_bound(result.entries, first, end,
                    (tile.row + tile.height - 1) * width + tile.column + tile.width);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, first, last), [&](std::int64_t k) {
      const Pixel pixel = output_grid.split(result.entries(k));
      const int x = static_cast<int>(pixel.column) - tile.column;
      if (x >= 0 && x < tile.width) visit(k, tile.row_of(pixel) * tile.width + x);
    });
  }

  KOKKOS_FUNCTION void clear(const Member& member, const TeamTile& tile, TileWord* bitmap) const {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, tile.n_words()),
                         [&](int w) { bitmap[w] = 0; });
    member.team_barrier();
  }

  /// Sets the bits of the pixels that entries reach.
  KOKKOS_FUNCTION void set_reached(const Member& member, const TeamTile& tile,
                                   TileWord* bitmap) const {
    clear(member, tile, bitmap);
    Kokkos::parallel_for(
        Kokkos::TeamThreadRange(member, tile.first_entry, tile.last_entry), [&](std::int64_t k) {
          for_each_reached(taps, tile, pixel_of(k),
                           [&](unsigned cell, unsigned n) { atomic_set(bitmap, cell, n); });
        });
    member.team_barrier();
  }

  /// Sets the bits of the pixels that the result stores.
  KOKKOS_FUNCTION void set_stored(const Member& member, const TeamTile& tile,
                                  TileWord* bitmap) const {
    clear(member, tile, bitmap);
    for_each_stored(member, tile, [&](std::int64_t, int cell) { atomic_set(bitmap, cell, 1); });
    member.team_barrier();
  }

  /// Whether all pixels of the tile that an entry reaches are set.
  KOKKOS_FUNCTION bool reaches_only(const TeamTile& tile, std::int64_t k,
                                    const TileWord* bitmap) const {
    bool only = true;
    for_each_reached(taps, tile, pixel_of(k),
                     [&](unsigned cell, unsigned n) { only &= all_set(bitmap, cell, n); });
    return only;
  }

  /// Sets the bits of the pixels that entries reach, for Fill to find them without another look at
  /// the taps, and counts them.
  KOKKOS_FUNCTION int count_reached(const Member& member, const TeamTile& tile,
                                    TileWord* bitmap) const {
    const TileArrays arrays = arrays_of(member);
    if (member.team_rank() == 0) *arrays.numbers = 0;
    set_reached(member, tile, arrays.bitmap);
    int n = 0;
    for (int w = member.team_rank(); w < tile.n_words(); w += member.team_size()) {
      bitmap[w] = arrays.bitmap[w];
      n += count_ones(arrays.bitmap[w]);
    }
    Kokkos::atomic_add(arrays.numbers, n);
    member.team_barrier();
    return *arrays.numbers;
  }

  /// Lists the pixels whose bits are set, so that what is done with them is shared among all
  /// threads. Each thread lists the pixels of some neighbouring words.
  KOKKOS_FUNCTION void list_set(const Member& member, const TeamTile& tile, const TileWord* bitmap,
                                int* numbers, Cell* cells) const {
    const auto words_of_thread = static_cast<int>(layout.words_of_thread);
    const int first = Kokkos::min(member.team_rank() * words_of_thread, tile.n_words());
    const int last = Kokkos::min(first + words_of_thread, tile.n_words());
    int n = 0;
    for (int w = first; w < last; ++w) n += count_ones(bitmap[w]);
    Cell* next = cells + sum_before(member, numbers, n);
    for (int w = first; w < last; ++w)
      for (TileWord word = bitmap[w]; word != 0; word &= word - 1)
        *next++ = static_cast<Cell>(w * static_cast<int>(bits_of<TileWord>) + lowest_one(word));
    member.team_barrier();
  }

  /// Sets the sums of the `n` listed pixels to zero. To do so while they are listed would have all
  /// threads write to the same bank of memory, as their words begin 32 pixels apart.
  KOKKOS_FUNCTION void clear_listed(const Member& member, const TileArrays& arrays, int n) const {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, n),
                         [&](int i) { arrays.sums[arrays.cells[i]] = Scalar(0); });
    member.team_barrier();
  }

  KOKKOS_FUNCTION void compute_values(const Member& member, const TeamTile& tile,
                                      const TileArrays& arrays) const {
    for_each_stored(member, tile, [&](std::int64_t, int cell) { arrays.sums[cell] = 0; });
    member.team_barrier();
    add_up(member, tile, arrays.sums, arrays.row_sums);
    for_each_stored(member, tile,
                    [&](std::int64_t k, int cell) { result.values(k) = arrays.sums[cell]; });
  }

  /// Writes columns and values of the `n` listed pixels into the result, from number `first` on.
  /// Returns whether the calling thread has written a zero.
  KOKKOS_FUNCTION bool write(const Member& member, const TeamTile& tile, const TileArrays& arrays,
                             std::int64_t first, int n) const {
    const std::int64_t width = output_grid.width;
    const auto corner = static_cast<Ordinal>(tile.row * width + tile.column);
    const auto next_row = static_cast<Ordinal>(width - tile.width);
    if (next_row == 0)  // without the row, which takes a fifth of the instructions
      return write_listed(member, arrays, first, n, [&](int cell) { return corner + cell; });
    const TileRows rows(tile.width);
    return write_listed(member, arrays, first, n,
                        [&](int cell) { return corner + cell + rows.row_of(cell) * next_row; });
  }

  /// The same, with the columns that `column_of(cell)` gives.
  template <class ColumnOf>
  KOKKOS_FUNCTION bool write_listed(const Member& member, const TileArrays& arrays,
                                    std::int64_t first, int n, const ColumnOf& column_of) const {
    Ordinal* const columns = result.entries.data() + first;
    Scalar* const results = result.values.data() + first;
    bool any_zero = false;
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, n), [&](int i) {
      const int cell = arrays.cells[i];
      const Scalar sum = arrays.sums[cell];
      columns[i] = column_of(cell);
      results[i] = sum;
      any_zero |= sum == Scalar(0);
    });
    return any_zero;
  }
};

}  // namespace SparseConv::Impl

#endif
