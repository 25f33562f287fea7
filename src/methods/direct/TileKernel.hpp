#ifndef SPARSECONV_METHODS_DIRECT_TILEKERNEL_HPP
#define SPARSECONV_METHODS_DIRECT_TILEKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <methods/direct/copy_run.hpp>
#include <methods/direct/spans.hpp>
#include <methods/direct/team.hpp>
#include <type_traits>

namespace SparseConv::Impl {

/// The steps of the kernel: count the pixels of the result that are stored, fill in their columns
/// and values, fill in their columns and zeros, compute values for columns that are there.
struct Count {};
struct Fill {};
struct Clear {};
struct Values {};

/// What a team does with its tiles. `Team` is OneThread or SeveralThreads.
template <class Scalar, class Ordinal, class ExecutionSpace, class Team>
struct TileKernel {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  using Member = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;

  Matrix batch;
  Taps<Scalar, ExecutionSpace> taps;
  Tiling<Matrix, ExecutionSpace> tiling;
  PixelGrid output_grid;

  int scratch_level = 0;
  std::int64_t tiles_per_team = 1;
  Offsets<ExecutionSpace> offsets = {};  ///< of each tile's first pixel in the result

  // The result, as far as a step uses it.
  typename Matrix::row_map_type row_map = {};
  typename Matrix::index_type entries = {};
  typename Matrix::values_type values = {};

  /// Sums of a tile: whole words of its bitmap, and what a run may write behind the last pixel.
  static KOKKOS_FUNCTION std::int64_t n_sums(std::int64_t capacity) {
    return words_for(capacity) * word_bits + lanes;
  }

  /// Bytes of scratch memory for tiles of at most `capacity` pixels.
  static std::int64_t scratch_bytes(std::int64_t capacity) {
    return words_for(capacity) * static_cast<std::int64_t>(sizeof(Word)) +
           n_sums(capacity) * static_cast<std::int64_t>(sizeof(Scalar)) + 2 * alignment;
  }

  KOKKOS_FUNCTION void operator()(Count, const Member& member) const {
    Word* bitmap = scratch<Word>(member, words_for(tiling.capacity));
    for_each_tile(member, [&](std::int64_t t, const Tile& tile) {
      mark(member, tile, bitmap);
      const std::int64_t count =
          Team::sum(member, words_for(tile.size()),
                    [&](std::int64_t w, std::int64_t& sum) { sum += count_ones(bitmap[w]); });
      Kokkos::single(Kokkos::PerTeam(member), [&] { offsets(t) = count; });
    });
  }

  /// `zeros` becomes the number of words of bitmaps with a pixel whose value is zero.
  KOKKOS_FUNCTION void operator()(Fill, const Member& member, std::int64_t& zeros) const {
    fill(member, zeros, [&](const Tile& tile, Scalar* sums) { add_up(member, tile, sums); });
  }

  KOKKOS_FUNCTION void operator()(Clear, const Member& member, std::int64_t& zeros) const {
    fill(member, zeros, [](const Tile&, Scalar*) {});
  }

  KOKKOS_FUNCTION void operator()(Values, const Member& member) const {
    Scalar* sums = scratch<Scalar>(member, n_sums(tiling.capacity));
    for_each_tile(member, [&](std::int64_t, const Tile& tile) {
      if (tile.empty()) return;
      for_each_stored(member, tile, [&](std::int64_t, std::int64_t cell) { sums[cell] = 0; });
      Team::barrier(member);
      add_up(member, tile, sums);
      for_each_stored(member, tile,
                      [&](std::int64_t k, std::int64_t cell) { values(k) = sums[cell]; });
    });
  }

 private:
  static constexpr std::int64_t alignment = 64;

  template <class T>
  KOKKOS_FUNCTION T* scratch(const Member& member, std::int64_t n) const {
    return static_cast<T*>(
        member.team_scratch(scratch_level)
            .get_shmem_aligned(static_cast<std::size_t>(n) * sizeof(T), alignment));
  }

  template <class Body>
  KOKKOS_FUNCTION void for_each_tile(const Member& member, const Body& body) const {
    const std::int64_t first = member.league_rank() * tiles_per_team;
    const std::int64_t last = Kokkos::min(first + tiles_per_team, tiling.n_tiles);
    for (std::int64_t t = first; t < last; ++t) {
      body(t, tiling.tile(t));
      Team::barrier(member);  // the next tile uses the same scratch memory
    }
  }

  template <class AddUp>
  KOKKOS_FUNCTION void fill(const Member& member, std::int64_t& zeros, const AddUp& add) const {
    Word* bitmap = scratch<Word>(member, words_for(tiling.capacity));
    Scalar* sums = scratch<Scalar>(member, n_sums(tiling.capacity));
    for_each_tile(member, [&](std::int64_t t, const Tile& tile) {
      if (tile.empty()) return;
      mark(member, tile, bitmap);
      clear(member, tile, bitmap, sums);
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
    Team::for_each(member, first, last, [&](std::int64_t k) {
      const PixelGrid::Pixel pixel = output_grid.split(entries(k));
      const std::int64_t x = pixel.column - tile.column;
      if (x >= 0 && x < tile.width) visit(k, (pixel.row - tile.row) * tile.width + x);
    });
  }

  /// Sets the bits of the pixels that an entry reaches with a tap.
  KOKKOS_FUNCTION void mark(const Member& member, const Tile& tile, Word* bitmap) const {
    Team::for_each(member, 0, words_for(tile.size()), [&](std::int64_t w) { bitmap[w] = 0; });
    Team::barrier(member);
    Team::for_each(member, tile.first_entry, tile.last_entry, [&](std::int64_t k) {
      for_each_span(tile, taps, tiling.grid.split(batch.graph.entries(k)), [=](const Span& span) {
        set_bits(bitmap, span.first_cell, span.length,
                 [](Word& word, Word mask) { Team::set(word, mask); });
      });
    });
    Team::barrier(member);
  }

  /// Clears the sums around the marked pixels, word by word.
  KOKKOS_FUNCTION void clear(const Member& member, const Tile& tile, const Word* bitmap,
                             Scalar* sums) const {
    Team::for_each(member, 0, words_for(tile.size()), [&](std::int64_t w) {
      if (bitmap[w] == 0) return;
      for (std::int64_t bit = 0; bit < word_bits; ++bit) sums[w * word_bits + bit] = Scalar(0);
    });
    Team::barrier(member);
  }

  /// Adds every entry times every tap to the sums. In both forms a sum gets its terms in the order
  /// of ascending pixels of the image, so that both give the same bits.
  KOKKOS_FUNCTION void add_up(const Member& member, const Tile& tile, Scalar* sums) const {
    if constexpr (std::is_same_v<Team, OneThread>)
      add_by_entry(tile, sums);
    else
      add_by_tap(member, tile, sums);
  }

  KOKKOS_FUNCTION void add_by_entry(const Tile& tile, Scalar* sums) const {
    const Scalar* const weights = taps.weights.data();
    for (std::int64_t k = tile.first_entry; k < tile.last_entry; ++k) {
      const Scalar value = batch.values(k);
      const bool finite = Kokkos::isfinite(value);  // or else zeros that follow a run would count
      for_each_span(tile, taps, tiling.grid.split(batch.graph.entries(k)), [=](const Span& span) {
        if (span.whole && finite)
          add_whole_run(sums + span.first_cell, weights + span.first_weight, span.length, value);
        else
          add_run(sums + span.first_cell, weights + span.first_weight, span.length, value);
      });
    }
  }

  /// Within one tap no two entries reach the same pixel: no atomics are needed.
  KOKKOS_FUNCTION void add_by_tap(const Member& member, const Tile& tile, Scalar* sums) const {
    for (std::int64_t r = taps.n_runs() - 1; r >= 0; --r) {
      const Run run = taps.runs(r);
      for (std::int64_t i = run.length - 1; i >= 0; --i) {
        const Scalar weight = taps.weights(run.first_weight + i);
        for_each_hit<Team>(
            member, tile, tiling.grid, batch.graph.entries, run.row, run.column + i,
            [&](std::int64_t cell, std::int64_t k) { sums[cell] += batch.values(k) * weight; });
        Team::barrier(member);
      }
    }
  }

  /// Writes columns and values of the marked pixels into the tile's part of the result.
  KOKKOS_FUNCTION void write(const Member& member, std::int64_t t, const Tile& tile,
                             const Word* bitmap, const Scalar* sums, std::int64_t& zeros) const {
    const PixelGrid rows(tile.width);
    Team::scan(member, words_for(tile.size()),
               [&](std::int64_t w, std::int64_t& count, const bool is_final) {
                 if (is_final && write_word(t, tile, rows, w, bitmap[w], sums, offsets(t) + count))
                   ++zeros;
                 count += count_ones(bitmap[w]);
               });
  }

  /// Writes the pixels of one word, run by run: within a row pixel and bit differ by a constant.
  /// Returns whether a sum is zero.
  KOKKOS_FUNCTION bool write_word(std::int64_t t, const Tile& tile, const PixelGrid& rows,
                                  std::int64_t w, Word word, const Scalar* sums,
                                  std::int64_t next) const {
    // Threads that work together may not write behind their own pixels.
    const std::int64_t end = std::is_same_v<Team, OneThread> ? offsets(t + 1) : 0;
    const std::int64_t first_cell = w * word_bits;
    bool any_zero = false;
    for (std::int64_t row = rows.split(first_cell).row; word != 0; ++row) {
      const std::int64_t row_end = (row + 1) * tile.width - first_cell;
      Word in_row = row_end < word_bits ? word & ones(0, row_end) : word;
      word ^= in_row;
      const std::int64_t shift =
          (tile.row + row) * output_grid.width + tile.column - row * tile.width + first_cell;
      while (in_row != 0) {
        const std::int64_t first = lowest_one(in_row);
        const std::int64_t length = leading_run(in_row >> first);
        any_zero |= copy_run(entries.data() + next, values.data() + next,
                             static_cast<Ordinal>(shift + first), sums + first_cell + first, length,
                             next + length + lanes <= end);
        in_row &= ~ones(first, length);
        next += length;
      }
    }
    return any_zero;
  }
};

}  // namespace SparseConv::Impl

#endif
