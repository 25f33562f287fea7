#ifndef SPARSECONV_METHODS_TILE_MEMORY_HPP
#define SPARSECONV_METHODS_TILE_MEMORY_HPP

#include <methods/Bitmap.hpp>

/// \file
/// The scratch memory of a team: bitmap and sums of a tile.

namespace SparseConv::Impl {

constexpr std::int64_t tile_alignment = 64;

/// Bytes for the bitmap and the sums of a tile of this many pixels, and for aligning both.
template <class Scalar>
constexpr std::int64_t tile_bytes(std::int64_t pixels) {
  return words_for(pixels) * static_cast<std::int64_t>(sizeof(Word)) +
         pixels * static_cast<std::int64_t>(sizeof(Scalar)) + 2 * tile_alignment;
}

/// The pixels of the largest tile, in whole words, that fits this many bytes.
template <class Scalar>
constexpr std::int64_t most_tile_pixels(std::int64_t bytes) {
  const std::int64_t for_words =
      (bytes - 2 * tile_alignment) / (static_cast<std::int64_t>(sizeof(Word)) +
                                      word_bits * static_cast<std::int64_t>(sizeof(Scalar)));
  return for_words * word_bits;
}

}  // namespace SparseConv::Impl

#endif
