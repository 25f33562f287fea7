#ifndef SPARSECONV_JOB_IMAGETOTALS_HPP
#define SPARSECONV_JOB_IMAGETOTALS_HPP

#include <algorithm>
#include <batch/host_array.hpp>
#include <batch/image_totals.hpp>
#include <job/SliceConvolver.hpp>
#include <job/share.hpp>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace SparseConv::job {

/// Finds the totals of images that are convolved in parts, for each filter. Every part is divided
/// by the total of its whole image. So all parts are convolved once to find the total before any
/// part is written. A rank keeps the results of its part if it has the memory, and otherwise
/// convolves the part again.
template <class Scalar, class Ordinal, class Space>
class ImageTotals {
 public:
  using Convolver = SliceConvolver<Scalar, Ordinal, Space>;
  using TheBatch = typename Convolver::TheBatch;

  /// A slice that was convolved with one filter.
  struct ConvolvedSlice {
    Slice slice;
    TheBatch sums;
  };

  explicit ImageTotals(Convolver& convolver)
      : convolver_(convolver), total_{convolver.job().options.normalize} {}

  /// Finds the totals of the images that this rank shares with others; collective.
  ///
  /// The results of a part are kept, so that it need not be convolved once more, if the part is one
  /// slice and all that is kept fits into a quarter of the memory. So slices may take that much
  /// here, unless they have to fit into a shard. What is kept is missing for the slices to come.
  /// \param limits of slices while nothing is kept
  /// \param mine   the rows of this rank
  /// \return the limits of the slices to come
  /// \throws Error on every rank where one rank cannot convolve its part; Stopped
  SliceLimits find_divided(const Ranks& ranks, SliceLimits limits, const Share& mine) {
    const std::int64_t height = convolver_.job().height();
    most_kept_bytes_ = limits.image / 4;
    SliceLimits of_parts = limits;
    if (!convolver_.job().in_shards()) of_parts.slice = std::max(limits.slice, most_kept_bytes_);
    std::map<std::int64_t, RowTotals> known;
    ranks.agree([&] {
      Slicer slicer(convolver_.job(), of_parts, mine.in_order, convolver_.stop());
      for (const std::int64_t row : {mine.all.first, mine.all.last})
        if (row % height != 0 && known.count(row / height) == 0)
          known[row / height] = row_totals_of_part(
              slicer, intersect(mine.all, rows::rows_of({row / height, row / height + 1}, height)));
    });
    totals_ = ranks.totals_of_divided_images(mine.all, height, convolver_.n_filters(),
                                             [&](std::int64_t image, std::vector<double>& totals) {
                                               for (std::size_t i = 0; i < totals.size(); ++i)
                                                 add(known.at(image)[i], totals[i]);
                                             });
    limits.image -= kept_bytes_;
    limits.slice = std::min(limits.slice, limits.image);
    return limits;
  }

  /// The totals of an image. \throws Stopped
  const std::vector<double>& of(std::int64_t image, Slicer& slicer) {
    const auto found = totals_.find(image);
    if (found != totals_.end()) return found->second;
    std::vector<double> totals(convolver_.n_filters());
    convolve(slicer, rows::rows_of({image, image + 1}, convolver_.job().height()),
             [&](std::size_t i, const ConvolvedSlice& convolved) {
               add(row_totals(convolved.sums, i), totals[i]);
             });
    return totals_[image] = totals;
  }

  /// The slice that some rows begin with, if its results were kept; they are not any more.
  std::optional<ConvolvedSlice> take(RowRange rows) {
    for (auto kept = kept_.begin(); kept != kept_.end(); ++kept)
      if (kept->slice.rows.first == rows.first && kept->slice.rows.last <= rows.last) {
        std::optional<ConvolvedSlice> taken = std::move(*kept);
        kept_.erase(kept);
        return taken;
      }
    return {};
  }

 private:
  /// Totals of rows from top to bottom, for each filter.
  using RowTotals = std::vector<std::vector<double>>;

  /// Convolves rows, slice after slice, and calls `visit(i, convolved)` for each filter of each.
  template <class Visit>
  void convolve(Slicer& slicer, RowRange rows, const Visit& visit) {
    while (!rows.empty()) {
      throw_if_stopped(convolver_.stop());
      const auto input = convolver_.read_first(slicer, rows);
      convolver_.convolve(input, [&](std::size_t i, const TheBatch& sums) {
        visit(i, ConvolvedSlice{input.slice, sums});
      });
      rows.first = input.slice.rows.last;
    }
  }

  RowTotals row_totals_of_part(Slicer& slicer, RowRange rows) {
    RowTotals totals(convolver_.n_filters());
    convolve(slicer, rows, [&](std::size_t i, const ConvolvedSlice& convolved) {
      const std::vector<double> more = row_totals(convolved.sums, i);
      totals[i].insert(totals[i].end(), more.begin(), more.end());
      if (convolved.slice.rows == rows) keep(convolved);
    });
    return totals;
  }

  /// Keeps the results of a part if there is memory for them. Those of several filters are written
  /// one after the other, and never all in memory.
  void keep(const ConvolvedSlice& part) {
    const std::int64_t bytes = part.sums.nnz() * convolver_.job().bytes_of_entry();
    if (convolver_.n_filters() > 1 || kept_bytes_ + bytes > most_kept_bytes_) return;
    kept_.push_back(part);
    kept_bytes_ += bytes;
  }

  /// The totals of the rows of one image, with a few left out that have no entries.
  std::vector<double> row_totals(const TheBatch& sums, std::size_t i) const {
    const std::int64_t width = convolver_.job().convolutions[i].geometry().output.width;
    return Impl::copy_to_host(
        convolver_.space(),
        Impl::find_row_totals(convolver_.space(), total_, sums, width, 0).totals);
  }

  void add(const std::vector<double>& rows, double& total) const {
    for (const double row : rows) total = total_.add(total, row);
  }

  Convolver& convolver_;
  Impl::Total total_;
  Ranks::Totals totals_;
  std::vector<ConvolvedSlice> kept_;
  std::int64_t kept_bytes_ = 0, most_kept_bytes_ = 0;
};

}  // namespace SparseConv::job

#endif
