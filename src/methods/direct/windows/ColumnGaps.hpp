#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_COLUMNGAPS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_COLUMNGAPS_HPP

#include <algorithm>
#include <batch/Sections.hpp>
#include <batch/allocate.hpp>
#include <batch/offsets.hpp>
#include <methods/Taps.hpp>

namespace SparseConv::Impl {

/// Neighbouring columns of the result that are kept: those within the filter's reach of entries of
/// an image, and those of a pattern.
struct Strip {
  std::int64_t first, last;
  std::int64_t packed;  ///< the first column's number in the packed result
};

/// Columns of results that are so wide that their windows are as wide as their boxes only, and that
/// they may be packed.
inline constexpr std::int64_t wide_result = 1 << 14;

/// The most bytes that packing takes for an entry: a strip, and a pixel.
inline constexpr std::int64_t packing_bytes = 32;

/// Packs the columns of the result that lie within reach of an image's entries, so that a few
/// entries take as long in a wide image as in a narrow one. Each image has its own gaps. For a
/// host.
///
///     columns of the result    0 1 2 3 4 5 6 7 8 9
///     strips                     x x x       x x
///     packed columns             0 1 2       3 4
///
/// A column of an image moves with the strip that its entries reach. A strip at an edge of the
/// result stays at that edge, which cuts off the same part of what entries reach.
template <class Scalar, class Ordinal, class ExecutionSpace>
class ColumnGaps {
 public:
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;

  /// \param batch   canonical images
  /// \param reach   of the filter
  /// \param pattern pixels of the results whose values are asked for, or null for all
  ColumnGaps(const ExecutionSpace& space, const Matrix& batch, const Geometry& geometry,
             const Reach& reach, const Matrix* pattern = nullptr)
      : geometry_(geometry),
        packed_(geometry),
        reach_(reach),
        images_(allocate<decltype(images_)>(space, "SparseConv::direct::gaps_of_images",
                                            batch.numRows())),
        strips_(
            allocate<decltype(strips_)>(space, "SparseConv::direct::strips",
                                        batch.nnz() + (pattern != nullptr ? pattern->nnz() : 0))) {
    Kokkos::parallel_for(
        "SparseConv::direct::gaps", Range<ExecutionSpace>(space, 0, batch.numRows()),
        [this, &batch, pattern](const std::int64_t i) { find_strips(i, batch, pattern); });
    set_width(batch.numRows());
  }

  const Geometry& geometry() const { return geometry_; }

  /// The shapes of packed images and results.
  const Geometry& packed() const { return packed_; }

  /// Whether these are narrower.
  bool exist() const {
    return packed_.image.width < geometry_.image.width &&
           packed_.output.width < geometry_.output.width;
  }

  const Reach& reach() const { return reach_; }

  /// The column of the result, of those that there are, which is next to a column.
  KOKKOS_INLINE_FUNCTION std::int64_t in_result(std::int64_t column) const {
    return Kokkos::max<std::int64_t>(0, Kokkos::min(column, geometry_.output.width - 1));
  }

  /// The last strip of an image that does not begin after a column.
  /// \param begin where strips begin: `first`, or `packed` for a packed column
  KOKKOS_INLINE_FUNCTION const Strip& find(std::int64_t image, std::int64_t column,
                                           std::int64_t Strip::*begin) const {
    const GapsOfImage& of = images_(image);
    const auto begin_of = [&](std::int64_t i) { return strips_(of.first + i).*begin; };
    return strips_(of.first + find_owner(begin_of, of.last - of.first, column));
  }

 private:
  struct GapsOfImage {
    std::int64_t first, last;  ///< the strips in [first, last)
    std::int64_t width;        ///< packed columns
  };

  void find_strips(std::int64_t image, const Matrix& batch, const Matrix* pattern) const {
    const auto& of_batch = batch.graph;
    std::int64_t begin = of_batch.row_map(image);
    if (pattern != nullptr) begin += pattern->graph.row_map(image);
    Strip* last = strips_.data() + begin;
    const auto add = [&](std::int64_t from, std::int64_t to) {
      *last++ = {in_result(from), in_result(to), 0};
    };
    for_each_column(of_batch, image, geometry_.image.width, [&](std::int64_t column) {
      add(column + reach_.first_column, column + reach_.last_column);
    });
    if (pattern != nullptr)
      for_each_column(pattern->graph, image, geometry_.output.width,
                      [&](std::int64_t column) { add(column, column); });
    last = united(strips_.data() + begin, last);
    images_(image) = {begin, last - strips_.data(), number(strips_.data() + begin, last)};
  }

  template <class Graph, class Visit>
  static void for_each_column(const Graph& graph, std::int64_t image, std::int64_t width,
                              const Visit& visit) {
    const PixelGrid grid(width);
    const std::int64_t end = graph.row_map(image + 1);
    for (std::int64_t k = graph.row_map(image); k < end; ++k)
      visit(grid.split(graph.entries(k)).column);
  }

  /// Unites strips that touch or overlap. Returns the end of what is left.
  static Strip* united(Strip* begin, Strip* end) {
    std::sort(begin, end, [](const Strip& a, const Strip& b) { return a.first < b.first; });
    Strip* last = begin;
    for (const Strip* next = begin; next != end; ++next)
      if (last != begin && next->first <= last[-1].last + 1)
        last[-1].last = std::max(last[-1].last, next->last);
      else
        *last++ = *next;
    return last;
  }

  /// Numbers the packed columns, and returns their number. Before the first strips stay as many
  /// columns as an entry may lie to the left of what it reaches, or all that there are: no entry
  /// gets before the first column of its packed image.
  std::int64_t number(Strip* begin, const Strip* end) const {
    const std::int64_t before = std::max<std::int64_t>(0, reach_.first_column);
    std::int64_t next = 0;
    for (Strip* strip = begin; strip != end; ++strip) {
      strip->packed = std::max(next, std::min(strip->first, before));
      next = strip->packed + strip->last - strip->first + 1;
    }
    return next;
  }

  /// Makes all images as wide as the widest, and keeps strips at the right edge there.
  void set_width(std::int64_t n_images) {
    std::int64_t width = 1;
    for (std::int64_t i = 0; i < n_images; ++i) width = std::max(width, images_(i).width);
    for (std::int64_t i = 0; i < n_images; ++i) {
      if (images_(i).width == 0) continue;
      Strip& last = strips_(images_(i).last - 1);
      if (last.last == geometry_.output.width - 1) last.packed += width - images_(i).width;
    }
    packed_.output.width = width;
    // Entries may lie beyond what they reach, and beyond the result.
    packed_.image.width = width + std::max({std::int64_t(0), -reach_.last_column,
                                            geometry_.image.width - geometry_.output.width});
  }

  Geometry geometry_, packed_;
  Reach reach_;
  Kokkos::View<GapsOfImage*, ExecutionSpace> images_;
  Kokkos::View<Strip*, ExecutionSpace> strips_;
};

/// The same values at pixels of other numbers.
template <class Matrix, class Entries>
Matrix with_entries(const Matrix& batch, const Entries& entries, ImageShape shape) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  return Matrix("SparseConv::batch", batch.numRows(), static_cast<Ordinal>(shape.size()),
                batch.nnz(), batch.values, batch.graph.row_map, entries);
}

/// Pixels of images of shape `from`, in packed images of shape `to`. A column moves with the strip
/// of the column of the result that is `shift` columns to its right.
template <class ExecutionSpace, class Gaps, class Matrix>
static Matrix pack(const ExecutionSpace& space, const Gaps& gaps, const Matrix& batch,
                   ImageShape from, ImageShape to, std::int64_t shift) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const auto entries = batch.graph.entries;
  const auto packed = allocate<typename Matrix::index_type::non_const_type>(
      space, "SparseConv::direct::packed_entries", batch.nnz());
  const PixelGrid grid(from.width);
  for_each_entry(
      space, "SparseConv::direct::pack", batch,
      KOKKOS_LAMBDA(const std::int64_t image, const std::int64_t k) {
        const Pixel pixel = grid.split(entries(k));
        const Strip& strip = gaps.find(image, gaps.in_result(pixel.column + shift), &Strip::first);
        packed(k) =
            static_cast<Ordinal>(pixel.row * to.width + strip.packed + pixel.column - strip.first);
      });
  return with_entries(batch, packed, to);
}

template <class ExecutionSpace, class Gaps, class Matrix>
Matrix pack_images(const ExecutionSpace& space, const Gaps& gaps, const Matrix& batch) {
  return pack(space, gaps, batch, gaps.geometry().image, gaps.packed().image,
              gaps.reach().first_column);
}

template <class ExecutionSpace, class Gaps, class Matrix>
Matrix pack_pattern(const ExecutionSpace& space, const Gaps& gaps, const Matrix& pattern) {
  return pack(space, gaps, pattern, gaps.geometry().output, gaps.packed().output, 0);
}

/// The result for images that were packed, in the memory of the packed result.
template <class ExecutionSpace, class Gaps, class Matrix>
static Matrix unpack(const ExecutionSpace& space, const Gaps& gaps, const Matrix& result) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const auto entries = result.graph.entries;
  const PixelGrid grid(gaps.packed().output.width);
  const std::int64_t width = gaps.geometry().output.width;
  for_each_entry(
      space, "SparseConv::direct::unpack", result,
      KOKKOS_LAMBDA(const std::int64_t image, const std::int64_t k) {
        const Pixel pixel = grid.split(entries(k));
        const Strip& strip = gaps.find(image, pixel.column, &Strip::packed);
        entries(k) =
            static_cast<Ordinal>(pixel.row * width + strip.first + pixel.column - strip.packed);
      });
  return with_entries(result, entries, gaps.geometry().output);
}

}  // namespace SparseConv::Impl

#endif
