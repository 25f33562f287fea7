#ifndef SPARSECONV_METHODS_EXTENDKERNEL_HPP
#define SPARSECONV_METHODS_EXTENDKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <batch/offsets.hpp>
#include <batch/simd.hpp>
#include <methods/columns.hpp>
#include <rows/Segment.hpp>

namespace SparseConv::Impl {

/// The columns of an image that are copied once, to the home of the image in the extended image:
///
///     e d | a b c d e | b a     (`wrap`)
///             - -                the inner columns b and c
///
/// There are none where the extended image lacks columns of the image.
struct InnerColumns {
  std::int64_t first = 0, last = 0;  ///< columns `first` to `last - 1`
  std::int64_t home = 0;             ///< the column of the extended image that column 0 goes to

  KOKKOS_INLINE_FUNCTION bool exist() const { return first < last; }
  KOKKOS_INLINE_FUNCTION bool have(std::int64_t column) const {
    return column >= first && column < last;
  }
};

/// Copies the entries of images to the pixels of extended images, in ascending order. A piece is a
/// part of a segment of rows of one extended image; in each of its rows, every segment of columns
/// has a part of the entries of one row of the image, forwards or backwards.
template <class Matrix, class ExecutionSpace>
struct ExtendKernel {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  using Segment = rows::Segment;
  using Segments = Kokkos::View<Segment*, ExecutionSpace>;
  struct Count {};
  struct Fill {};

  typename Matrix::row_map_type row_map;
  typename Matrix::index_type entries;
  typename Matrix::values_type values;
  PixelGrid grid;  ///< of the image
  std::int64_t extended_width;
  Segments rows, columns;  ///< `first` counted from the first row and column of the extended image
  InnerColumns inner;
  std::int64_t parts;  ///< of each segment of rows, for threads to share them

  Offsets<ExecutionSpace> offsets = {};  ///< of the pieces among the entries that are made
  BatchArrays<Matrix> extended = {};

  KOKKOS_FUNCTION std::int64_t pieces_of_image() const { return rows.extent(0) * parts; }

  KOKKOS_FUNCTION void operator()(Count, std::int64_t number) const {
    const Piece piece = find_piece(number);
    const std::int64_t times = piece.rows.direction == 0 ? piece.rows.length : 1;
    offsets(number) = piece.empty() ? 0 : times * count_copies_of_rows(piece);
  }

  KOKKOS_FUNCTION void operator()(Fill, std::int64_t number) const {
    const Piece piece = find_piece(number);
    if (piece.empty()) return;
    std::int64_t next = offsets(number);
    const bool each_once = offsets(number + 1) - next == piece.size();
    if (piece.rows.direction > 0 && inner.exist() && each_once)
      copy_home(piece, next);
    else if (piece.rows.direction > 0)
      copy_down(piece, next);
    else if (piece.rows.direction < 0)
      copy_up(piece, next);
    else
      for (std::int64_t i = 0; i < piece.rows.length; ++i)
        copy_row(piece.rows.source, piece.first, piece.last, piece.rows.first + i, next);
  }

 private:
  /// Rows of an extended image, and the entries first to last - 1 that they have copies of.
  struct Piece {
    Segment rows;
    std::int64_t first, last;

    KOKKOS_FUNCTION std::int64_t size() const { return last - first; }
    KOKKOS_FUNCTION bool empty() const { return first == last; }
  };

  KOKKOS_FUNCTION Piece find_piece(std::int64_t number) const {
    const std::int64_t image = number / pieces_of_image(), i = number % pieces_of_image();
    const Segment segment = rows(i / parts).part(i % parts, parts);
    const std::int64_t end = row_map(image + 1);
    const std::int64_t first = first_below(segment.low(), row_map(image), end);
    return {segment, first, first_below(segment.high(), first, end)};
  }

  /// The first of the entries first to last - 1 in row `row` or below. Most images have no entry
  /// above the row or none below, and need no search.
  KOKKOS_FUNCTION std::int64_t first_below(std::int64_t row, std::int64_t first,
                                           std::int64_t last) const {
    const std::int64_t pixel = row * grid.width;
    if (first == last || entries(first) >= pixel) return first;
    return entries(last - 1) < pixel ? last : lower_bound(entries, first, last, pixel);
  }

  /// How many copies the entries of a piece have, if each of its rows is copied once.
  KOKKOS_FUNCTION std::int64_t count_copies_of_rows(const Piece& piece) const {
    if (inner.exist() && count_in(piece, inner.first, inner.last) == piece.size())
      return piece.size();
    std::int64_t count = 0;
    for (std::size_t s = 0; s < columns.extent(0); ++s) {
      const Segment segment = columns(s);
      const std::int64_t times = segment.direction == 0 ? segment.length : 1;
      count += times * count_in(piece, segment.low(), segment.high());
    }
    return count;
  }

  KOKKOS_FUNCTION std::int64_t count_in(const Piece& piece, std::int64_t low,
                                        std::int64_t high) const {
    return count_in_columns(entries, grid, piece.first, piece.last, low, high);
  }

  /// Copies the entries of a piece, of which each has one copy.
  KOKKOS_FUNCTION void copy_home(const Piece& piece, std::int64_t next) const {
    const SmallPixels<typename Matrix::index_type> pixels(entries, grid, piece.first, piece.last);
    if (!pixels.fit()) return copy_down(piece, next);
    const std::int64_t more = extended_width - grid.width;
    const std::int64_t top = pixels.start / grid.width;
    const auto origin = static_cast<Ordinal>(home_of(piece.rows) + top * more);
    const auto more_of_row = static_cast<Ordinal>(more);
    const auto n = static_cast<std::int32_t>(piece.size());
    const auto* const from = values.data() + piece.first;
    auto* const to = extended.values.data() + next;
    auto* const to_entries = extended.entries.data() + next;
    SPARSECONV_SIMD()
    for (std::int32_t i = 0; i < n; ++i) {
      to_entries[i] = pixels.pixels[i] + origin + more_of_row * static_cast<Ordinal>(pixels.row(i));
      to[i] = from[i];
    }
  }

  /// The pixel of the extended image to which pixel 0 of the image would go home.
  KOKKOS_FUNCTION std::int64_t home_of(const Segment& rows_down) const {
    return (rows_down.first - rows_down.source) * extended_width + inner.home;
  }

  /// Copies entries of inner columns as they come. Where one of another column comes, its row is
  /// copied from the beginning, as some copies may go to the left of what was there already.
  KOKKOS_FUNCTION void copy_down(const Piece& piece, std::int64_t next) const {
    const std::int64_t origin = home_of(piece.rows), more = extended_width - grid.width;
    for (std::int64_t k = piece.first; k < piece.last;) {
      const Pixel pixel = grid.split(entries(k));
      if (inner.have(pixel.column)) {
        write(k, origin + entries(k) + more * pixel.row, next);
        ++k;
        continue;
      }
      const std::int64_t begin = row_begin(pixel.row, piece.first, k);
      next -= k - begin;
      k = row_end(pixel.row, k, piece.last);
      copy_row(pixel.row, begin, k, piece.rows.first + (pixel.row - piece.rows.source), next);
    }
  }

  KOKKOS_FUNCTION void copy_up(const Piece& piece, std::int64_t next) const {
    for (std::int64_t k = piece.last; k > piece.first;) {
      const std::int64_t row = grid.split(entries(k - 1)).row, end = k;
      k = row_begin(row, piece.first, k - 1);
      copy_row(row, k, end, piece.rows.first + (piece.rows.source - row), next);
    }
  }

  /// The first entry of the row that entry k is in.
  KOKKOS_FUNCTION std::int64_t row_begin(std::int64_t row, std::int64_t first,
                                         std::int64_t k) const {
    while (k > first && entries(k - 1) >= row * grid.width) --k;
    return k;
  }

  /// The entry after the last one of the row that entry k is in.
  KOKKOS_FUNCTION std::int64_t row_end(std::int64_t row, std::int64_t k, std::int64_t last) const {
    while (k < last && entries(k) < (row + 1) * grid.width) ++k;
    return k;
  }

  /// Copies row `row` of an image, its entries first to last - 1, to a row of the extended image.
  KOKKOS_FUNCTION void copy_row(std::int64_t row, std::int64_t first, std::int64_t last,
                                std::int64_t to, std::int64_t& next) const {
    for (std::size_t s = 0; s < columns.extent(0); ++s) {
      const Segment segment = columns(s);
      const std::int64_t begin = first_from(row, segment.low(), first, last);
      const std::int64_t end = first_from(row, segment.high(), begin, last);
      if (begin < end) copy_segment(row, segment, begin, end, to, next);
    }
  }

  /// Copies entries of a row, begin to end - 1, to all of a segment of columns.
  KOKKOS_FUNCTION void copy_segment(std::int64_t row, const Segment& segment, std::int64_t begin,
                                    std::int64_t end, std::int64_t to, std::int64_t& next) const {
    const std::int64_t origin = to * extended_width + segment.first;
    const std::int64_t n = segment.direction == 0 ? segment.length : end - begin;
    const std::int64_t start = segment.direction < 0 ? end - 1 : begin;
    for (std::int64_t i = 0; i < n; ++i) {
      const std::int64_t k = start + segment.direction * i;
      const std::int64_t right = entries(k) - row * grid.width - segment.source;
      write(k, origin + (segment.direction == 0 ? i : segment.direction * right), next);
    }
  }

  /// The first of a row's entries first to last - 1 that is not to the left of a column. The copied
  /// columns are near an edge as a rule, from where it is not far.
  KOKKOS_FUNCTION std::int64_t first_from(std::int64_t row, std::int64_t column, std::int64_t first,
                                          std::int64_t last) const {
    const std::int64_t pixel = row * grid.width + column;
    if (2 * column < grid.width)
      while (first < last && entries(first) < pixel) ++first;
    else
      while (last > first && entries(last - 1) >= pixel) --last;
    return 2 * column < grid.width ? first : last;
  }

  KOKKOS_FUNCTION void write(std::int64_t k, std::int64_t pixel, std::int64_t& next) const {
    extended.entries(next) = static_cast<Ordinal>(pixel);
    extended.values(next++) = values(k);
  }
};

}  // namespace SparseConv::Impl

#endif
