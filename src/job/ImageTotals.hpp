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

/// Finds the totals of images that are convolved in parts, for each filter. Each part takes the
/// total of all of its image, so that all parts are convolved before one is finished: on the ranks
/// that share the image, or on the only rank that has it. Where a rank has the memory it keeps the
/// results, else it convolves its part once more.
template <class Scalar, class Ordinal, class Space>
class ImageTotals {
 public:
  using Slices = SliceConvolver<Scalar, Ordinal, Space>;
  using TheBatch = typename Slices::TheBatch;

  /// A slice that was convolved with one filter.
  struct ConvolvedSlice {
    Slice slice;
    TheBatch sums;
  };

  explicit ImageTotals(Slices& slices) : slices_(slices), total_{slices.job().options.normalize} {}

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
    const std::int64_t height = slices_.job().height();
    most_kept_bytes_ = limits.image / 4;
    SliceLimits of_parts = limits;
    if (!slices_.job().in_shards()) of_parts.slice = std::max(limits.slice, most_kept_bytes_);
    std::map<std::int64_t, RowTotals> known;
    ranks.agree([&] {
      Slicer slicer(slices_.job(), of_parts, mine.in_order, slices_.stop());
      for (const std::int64_t row : {mine.all.first, mine.all.last})
        if (row % height != 0 && known.count(row / height) == 0)
          known[row / height] = row_totals_of_part(
              slicer, intersect(mine.all, rows::rows_of({row / height, row / height + 1}, height)));
    });
    totals_ = ranks.totals_of_divided_images(mine.all, height, slices_.n_filters(),
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
    std::vector<double> totals(slices_.n_filters());
    convolve(slicer, rows::rows_of({image, image + 1}, slices_.job().height()),
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
      throw_if_stopped(slices_.stop());
      const auto input = slices_.read_first(slicer, rows);
      slices_.convolve(input, [&](std::size_t i, const TheBatch& sums) {
        visit(i, ConvolvedSlice{input.slice, sums});
      });
      rows.first = input.slice.rows.last;
    }
  }

  RowTotals row_totals_of_part(Slicer& slicer, RowRange rows) {
    RowTotals totals(slices_.n_filters());
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
    const std::int64_t bytes = part.sums.nnz() * slices_.job().bytes_of_entry();
    if (slices_.n_filters() > 1 || kept_bytes_ + bytes > most_kept_bytes_) return;
    kept_.push_back(part);
    kept_bytes_ += bytes;
  }

  /// The totals of the rows of one image, with a few left out that have no entries.
  std::vector<double> row_totals(const TheBatch& sums, std::size_t i) const {
    const std::int64_t width = slices_.job().convolutions[i].geometry().output.width;
    return Impl::copy_to_host(
        slices_.space(), Impl::find_row_totals(slices_.space(), total_, sums, width, 0).totals);
  }

  void add(const std::vector<double>& rows, double& total) const {
    for (const double row : rows) total = total_.add(total, row);
  }

  Slices& slices_;
  Impl::Total total_;
  Ranks::Totals totals_;
  std::vector<ConvolvedSlice> kept_;
  std::int64_t kept_bytes_ = 0, most_kept_bytes_ = 0;
};

}  // namespace SparseConv::job

#endif
