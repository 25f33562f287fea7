#ifndef SPARSECONV_METHODS_EXTENDKERNEL_HPP
#define SPARSECONV_METHODS_EXTENDKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <batch/offsets.hpp>
#include <rows/Geometry.hpp>
#include <rows/Segment.hpp>

namespace SparseConv::Impl {

/// Copies the entries of images to the pixels of extended images, in ascending order. A piece is a
/// segment of rows of one extended image; in each of its rows, every segment of columns has a part
/// of the entries of one row of the image, forwards or backwards.
template <class Matrix, class ExecutionSpace>
struct ExtendKernel {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  using Segments = Kokkos::View<rows::Segment*, ExecutionSpace>;
  struct Count {};
  struct Fill {};

  typename Matrix::row_map_type row_map;
  typename Matrix::index_type entries;
  typename Matrix::values_type values;
  PixelGrid grid;  ///< of the image
  std::int64_t extended_width;
  Segments rows, columns;  ///< `first` counted from the first row and column of the extended image

  Offsets<ExecutionSpace> offsets = {};  ///< of the pieces among the entries that are made
  BatchParts<Matrix> extended = {};

  KOKKOS_FUNCTION std::int64_t pieces_of_image() const { return rows.extent(0); }

  KOKKOS_FUNCTION void operator()(Count, std::int64_t piece) const {
    std::int64_t count = 0;
    for_each_copy(piece, [&](std::int64_t, std::int64_t) { ++count; });
    offsets(piece) = count;
  }

  KOKKOS_FUNCTION void operator()(Fill, std::int64_t piece) const {
    std::int64_t next = offsets(piece);
    for_each_copy(piece, [&](std::int64_t k, std::int64_t pixel) {
      extended.entries(next) = static_cast<Ordinal>(pixel);
      extended.values(next++) = values(k);
    });
  }

 private:
  /// Calls `visit(k, pixel)` for every pixel of a piece that is a copy of an entry k.
  template <class Visit>
  KOKKOS_FUNCTION void for_each_copy(std::int64_t piece, const Visit& visit) const {
    const std::int64_t image = piece / pieces_of_image();
    const rows::Segment segment = rows(piece % pieces_of_image());
    const std::int64_t end = row_map(image + 1);
    const std::int64_t first =
        lower_bound(entries, row_map(image), end, segment.low() * grid.width);
    const std::int64_t last = lower_bound(entries, first, end, segment.high() * grid.width);
    if (first == last) return;
    if (segment.step > 0) copy_down(segment, first, last, visit);
    if (segment.step < 0) copy_up(segment, first, last, visit);
    for (std::int64_t i = 0; segment.step == 0 && i < segment.length; ++i)
      copy_row(segment.source, first, last, segment.first + i, visit);
  }

  template <class Visit>
  KOKKOS_FUNCTION void copy_down(const rows::Segment& segment, std::int64_t first,
                                 std::int64_t last, const Visit& visit) const {
    for (std::int64_t k = first; k < last;) {
      const std::int64_t row = grid.split(entries(k)).row, begin = k;
      while (k < last && entries(k) < (row + 1) * grid.width) ++k;
      copy_row(row, begin, k, segment.first + (row - segment.source), visit);
    }
  }

  template <class Visit>
  KOKKOS_FUNCTION void copy_up(const rows::Segment& segment, std::int64_t first, std::int64_t last,
                               const Visit& visit) const {
    for (std::int64_t k = last; k > first;) {
      const std::int64_t row = grid.split(entries(k - 1)).row, end = k;
      while (k > first && entries(k - 1) >= row * grid.width) --k;
      copy_row(row, k, end, segment.first + (segment.source - row), visit);
    }
  }

  /// Copies row `row` of an image, its entries first to last - 1, to a row of the extended image.
  template <class Visit>
  KOKKOS_FUNCTION void copy_row(std::int64_t row, std::int64_t first, std::int64_t last,
                                std::int64_t to, const Visit& visit) const {
    const std::int64_t left = entries(first) - row * grid.width;
    const std::int64_t right = entries(last - 1) - row * grid.width;
    for (std::size_t s = 0; s < columns.extent(0); ++s) {
      const rows::Segment segment = columns(s);
      if (segment.low() > right || segment.high() <= left) continue;  // most rows are short
      const std::int64_t begin = first_from(row, segment.low(), first, last);
      const std::int64_t end = first_from(row, segment.high(), begin, last);
      // What column 0 of the image would be copied to.
      const std::int64_t origin =
          to * extended_width + segment.first - segment.step * segment.source;
      const auto pixel = [&](std::int64_t k) {
        return origin + segment.step * (entries(k) - row * grid.width);
      };
      for (std::int64_t k = begin; segment.step > 0 && k < end; ++k) visit(k, pixel(k));
      for (std::int64_t k = end; segment.step < 0 && k > begin; --k) visit(k - 1, pixel(k - 1));
      for (std::int64_t i = 0; segment.step == 0 && begin < end && i < segment.length; ++i)
        visit(begin, origin + i);
    }
  }

  /// The first of a row's entries first to last - 1 that is not to the left of a column.
  KOKKOS_FUNCTION std::int64_t first_from(std::int64_t row, std::int64_t column, std::int64_t first,
                                          std::int64_t last) const {
    if (column == 0) return first;
    if (column == grid.width) return last;
    return lower_bound(entries, first, last, row * grid.width + column);
  }
};

}  // namespace SparseConv::Impl

#endif
