#ifndef SPARSECONV_METHODS_DIRECT_ROWS_PLACES_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_PLACES_HPP

#include <batch/simd.hpp>
#include <methods/direct/rows/Scratch.hpp>
#include <methods/direct/rows/Window.hpp>

namespace SparseConv::Impl {

/// Where in the window the entries are that it takes in: in pixels from the one in the first of
/// these rows that is in the column of the result's first pixel.
class Places {
 public:
  Places(Scratch& scratch, const Window& widest)
      : places_(scratch.take<std::int32_t>(widest.capacity() * word_bits)) {}

  static std::int64_t bytes(const Window& widest) {
    return Scratch::bytes<std::int32_t>(widest.capacity() * word_bits);
  }

  /// \param columns  of `n` entries in the batch
  /// \param begin    the first pixel of the image that the window takes in
  /// \param shift    column of the image that is the first of the result
  template <class Ordinal>
  void find(const Ordinal* columns, std::int64_t n, std::int64_t begin, std::int64_t shift,
            const PixelGrid& grid, const Window& window) {
    const auto width = static_cast<std::int32_t>(grid.width);
    const auto stride = static_cast<std::int32_t>(window.stride());
    const auto left = static_cast<std::int32_t>(shift);
    const auto size = static_cast<std::int32_t>(n);
    const double inverse_width = grid.inverse_width;
    std::int32_t* const places = places_;
    std::int32_t least = width, most = -width;
    SPARSECONV_SIMD(reduction(min : least) reduction(max : most))
    for (std::int32_t i = 0; i < size; ++i) {
      const auto pixel = static_cast<std::int32_t>(columns[i] - static_cast<Ordinal>(begin));
      const std::int32_t row = PixelGrid::row_of_small(pixel, inverse_width);
      const std::int32_t column = pixel - row * width - left;
      places[i] = row * stride + column;
      least = std::min(least, column);
      most = std::max(most, column);
    }
    size_ = n;
    first_column_ = least;
    last_column_ = most;
  }

  std::int64_t size() const { return size_; }
  const std::int32_t* data() const { return places_; }

  /// The columns of the entries, from the result's first on, are these or between them.
  std::int64_t first_column() const { return first_column_; }
  std::int64_t last_column() const { return last_column_; }

 private:
  std::int32_t* places_;
  std::int64_t size_ = 0;
  std::int64_t first_column_ = 0, last_column_ = 0;
};

}  // namespace SparseConv::Impl

#endif
