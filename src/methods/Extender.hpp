#ifndef SPARSECONV_METHODS_EXTENDER_HPP
#define SPARSECONV_METHODS_EXTENDER_HPP

#include <algorithm>
#include <batch/ResultPool.hpp>
#include <methods/ExtendKernel.hpp>
#include <methods/Taps.hpp>
#include <methods/fold.hpp>
#include <rows/Extension.hpp>

namespace SparseConv::Impl {

/// Extends images beyond their edges, and folds extended images back. Needs time for the entries
/// that are copied, and little for each image.
template <class Matrix, class ExecutionSpace>
class Extender {
 public:
  Extender(const ExecutionSpace& space, const Extension& extension, std::int64_t max_kept_bytes)
      : extension_(extension),
        rows_(copy_to_space(space, "SparseConv::extend::rows", row_segments(extension))),
        columns_(copy_to_space(space, "SparseConv::extend::columns", columns_of(extension))),
        inner_(inner_columns(columns_of(extension), extension.image.width)),
        results_(max_kept_bytes) {}

  /// \param images canonical
  /// \return the extended images, canonical if zeros are not stored in the images
  Matrix extend(const ExecutionSpace& space, const Matrix& images) {
    const std::int64_t n = images.numRows();
    Kernel kernel{images.graph.row_map,
                  images.graph.entries,
                  images.values,
                  PixelGrid(extension_.image.width),
                  extension_.frame.width,
                  rows_,
                  columns_,
                  inner_,
                  parts_of_segment(space, n)};
    const auto offsets = offsets_.take(space, n * kernel.pieces_of_image() + 1);
    kernel.offsets = offsets;
    run<typename Kernel::Count>(space, "SparseConv::extend::count", kernel, n);
    const std::int64_t nnz = counts_to_offsets(space, "SparseConv::extend::scan", offsets);
    const auto row_map = row_maps_.take(space, n + 1);
    kernel.extended = {row_map, entries_.take(space, nnz), values_.take(space, nnz)};
    fill_row_map(space, kernel.pieces_of_image(), offsets, row_map);
    run<typename Kernel::Fill>(space, "SparseConv::extend::fill", kernel, n);
    return kernel.extended.matrix(static_cast<Ordinal>(extension_.frame.size()));
  }

  /// The transpose of extend().
  /// \return images without stored zeros
  Matrix fold(const ExecutionSpace& space, const Matrix& extended) const {
    return Impl::fold(space, extended, extension_);
  }

  /// The same; zeros stay stored.
  Matrix fold_pattern(const ExecutionSpace& space, const Matrix& extended) const {
    return Impl::fold_pattern(space, extended, extension_);
  }

  /// Memory for what is to be folded.
  ResultPool<Matrix>& results() { return results_; }

  void release_memory() {
    offsets_.clear();
    row_maps_.clear();
    entries_.clear();
    values_.clear();
    results_.clear();
  }

 private:
  using Ordinal = typename Matrix::non_const_ordinal_type;
  using Kernel = ExtendKernel<Matrix, ExecutionSpace>;
  using Segments = std::vector<rows::Segment>;

  template <class Step>
  static void run(const ExecutionSpace& space, const char* label, const Kernel& kernel,
                  std::int64_t n_images) {
    using Policy = Range<ExecutionSpace, Step, Kokkos::Schedule<Kokkos::Dynamic>>;
    Kokkos::parallel_for(label, Policy(space, 0, n_images * kernel.pieces_of_image()), kernel);
  }

  /// So many that all threads have a share, and so few that a part has some rows.
  std::int64_t parts_of_segment(const ExecutionSpace& space, std::int64_t n_images) const {
    constexpr std::int64_t least_rows = 8;
    const std::int64_t wanted = 8 * space.concurrency() / std::max<std::int64_t>(1, n_images);
    return std::max<std::int64_t>(1, std::min(wanted, extension_.frame.height / least_rows));
  }

  static Segments row_segments(const Extension& extension) {
    const Rectangle& frame = extension.frame;
    return from(frame.row, rows::segments_of(extension.boundary, extension.image.height, frame.row,
                                             frame.row + frame.height));
  }

  static Segments columns_of(const Extension& extension) {
    const Rectangle& frame = extension.frame;
    return from(frame.column, rows::segments_of(extension.boundary, extension.image.width,
                                                frame.column, frame.column + frame.width));
  }

  static InnerColumns inner_columns(const Segments& columns, std::int64_t width) {
    InnerColumns inner{0, width, 0};
    bool any_home = false;
    for (const rows::Segment& segment : columns)
      if (segment.direction > 0 && segment.length == width && !any_home) {
        inner.home = segment.first;
        any_home = true;
      } else if (segment.low() < width - segment.high()) {
        inner.first = std::max(inner.first, segment.high());
      } else {
        inner.last = std::min(inner.last, segment.low());
      }
    return any_home ? inner : InnerColumns{};
  }

  /// Segments counted from a row or column.
  static Segments from(std::int64_t origin, Segments segments) {
    for (rows::Segment& segment : segments) segment.first -= origin;
    return segments;
  }

  Extension extension_;
  typename Kernel::Segments rows_, columns_;
  InnerColumns inner_;
  using Arrays = BatchArrays<Matrix>;
  // Whoever reads these arrays does so on the instance of the plan: no need to wait for others.
  ArrayPool<Offsets<ExecutionSpace>> offsets_{"SparseConv::extend::offsets"};
  ArrayPool<decltype(Arrays::row_map)> row_maps_{"SparseConv::extend::row_map"};
  ArrayPool<decltype(Arrays::entries)> entries_{"SparseConv::extend::entries"};
  ArrayPool<decltype(Arrays::values)> values_{"SparseConv::extend::values"};
  ResultPool<Matrix> results_;
};

}  // namespace SparseConv::Impl

#endif
