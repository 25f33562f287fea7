#ifndef SPARSECONV_METHODS_TILE_MEMORY_HPP
#define SPARSECONV_METHODS_TILE_MEMORY_HPP

#include <batch/spaces.hpp>
#include <divide_up.hpp>
#include <methods/Bitmap.hpp>

/// \file
/// The scratch memory of a team that works on a tile: the sums, as many sums of a first pass if
/// there are two, a bit for each pixel, a number of each thread, and a list of the pixels that are
/// stored.

namespace SparseConv::Impl {

/// A word of a tile's bitmap. A device sets bits of 32 by a single instruction.
using TileWord = std::uint32_t;

/// The number of a pixel in its tile, row by row.
using Cell = std::uint16_t;

constexpr std::int64_t most_cells = std::int64_t(1) << bits_of<Cell>;

constexpr int tile_alignment = sizeof(double);

/// Where Kokkos takes the memory from: the fast one of a multiprocessor, which is known when a
/// kernel is compiled, as that spares half of the instructions. A host has one kind of memory, and
/// most of it at level 1.
template <class ExecutionSpace>
constexpr int tile_scratch_level = on_host<ExecutionSpace> ? 1 : 0;

/// Where the arrays of a tile begin, in bytes from the begin of its team's memory, and how threads
/// share the bitmap. The sums come first. A device asks for all arrays at once, as each request
/// takes 40 instructions.
template <class Scalar>
struct TileLayout {
  unsigned words, words_of_thread, row_sums, bitmap, numbers, cells, end;

  /// \param passes sums of each pixel
  /// \param listed pixels, at most
  constexpr TileLayout(unsigned pixels, unsigned threads, unsigned passes, unsigned listed)
      : words(divide_up(pixels, bits_of<TileWord>)),
        words_of_thread(threads > 0 ? divide_up(words, threads) : 0),
        row_sums(pixels * sizeof(Scalar)),
        bitmap(passes * row_sums),
        numbers(bitmap + words * sizeof(TileWord)),
        cells(numbers + threads * sizeof(int)),
        end(cells + listed * sizeof(Cell)) {}

  /// What a team needs to have these bytes aligned.
  constexpr int bytes() const { return static_cast<int>(end) + tile_alignment; }
};

/// The pixels of the largest tile, in whole words, that fits this many bytes, for a team of any
/// size and any filter.
template <class Scalar>
constexpr std::int64_t most_tile_pixels(std::int64_t bytes) {
  constexpr unsigned pixels = bits_of<TileWord>, most_threads = 1024;
  constexpr std::int64_t without_pixels = TileLayout<Scalar>(0, most_threads, 2, 0).bytes();
  constexpr std::int64_t of_word =
      TileLayout<Scalar>(pixels, most_threads, 2, pixels).bytes() - without_pixels;
  const std::int64_t fitting = (bytes - without_pixels) / of_word * pixels;
  return fitting < most_cells ? fitting : most_cells;
}

}  // namespace SparseConv::Impl

#endif
