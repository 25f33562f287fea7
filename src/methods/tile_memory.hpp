#ifndef SPARSECONV_METHODS_TILE_MEMORY_HPP
#define SPARSECONV_METHODS_TILE_MEMORY_HPP

#include <batch/spaces.hpp>
#include <methods/Bitmap.hpp>

/// \file
/// The scratch memory of a team that works on a tile: a bit for each pixel, a number of each
/// thread, the sums, a list of the pixels that are stored, and as many sums of a first pass if
/// there are two.

namespace SparseConv::Impl {

/// A word of a tile's bitmap. A device sets bits of 32 by a single instruction.
using TileWord = std::uint32_t;

/// The number of a pixel in its tile, row by row.
using Cell = std::uint16_t;

constexpr std::int64_t most_cells = std::int64_t(1) << bits_of<Cell>;

constexpr std::int64_t tile_alignment = 64;

/// Where Kokkos takes the memory from: the fast one of a multiprocessor, which is known when a
/// kernel is compiled, as that spares half of the instructions. A host has one kind of memory, and
/// most of it at level 1.
template <class ExecutionSpace>
constexpr int tile_scratch_level = on_host<ExecutionSpace> ? 1 : 0;

/// Bytes for a tile of this many pixels, a team of this many threads and as many sums of each pixel
/// as there are passes, and for aligning the arrays, five at most. Without sums there is no list.
template <class Scalar>
constexpr std::int64_t tile_bytes(std::int64_t pixels, std::int64_t threads, int passes) {
  const auto of_list = static_cast<std::int64_t>(passes > 0 ? sizeof(Cell) : 0);
  const auto bytes_of_pixel = passes * static_cast<std::int64_t>(sizeof(Scalar)) + of_list;
  return words_for<TileWord>(pixels) * static_cast<std::int64_t>(sizeof(TileWord)) +
         pixels * bytes_of_pixel + threads * static_cast<std::int64_t>(sizeof(int)) +
         5 * tile_alignment;
}

/// The pixels of the largest tile, in whole words, that fits this many bytes, for a team of any
/// size and any filter.
template <class Scalar>
constexpr std::int64_t most_tile_pixels(std::int64_t bytes) {
  constexpr std::int64_t pixels = bits_of<TileWord>, most_threads = 1024;
  constexpr std::int64_t without_pixels = tile_bytes<Scalar>(0, most_threads, 2);
  constexpr std::int64_t of_word = tile_bytes<Scalar>(pixels, most_threads, 2) - without_pixels;
  const std::int64_t fitting = (bytes - without_pixels) / of_word * pixels;
  return fitting < most_cells ? fitting : most_cells;
}

}  // namespace SparseConv::Impl

#endif
