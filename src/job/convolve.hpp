#ifndef SPARSECONV_JOB_CONVOLVE_HPP
#define SPARSECONV_JOB_CONVOLVE_HPP

#include <SparseConv/Plan.hpp>
#include <SparseConv/job/Outcome.hpp>
#include <batch/crop.hpp>
#include <batch/normalize.hpp>
#include <job/AddSeconds.hpp>
#include <job/Course.hpp>
#include <job/OpenJob.hpp>
#include <job/ShardWriter.hpp>
#include <job/Slicer.hpp>
#include <job/is_sorted.hpp>
#include <job/memory.hpp>
#include <job/shards/ShardStore.hpp>
#include <job/share.hpp>
#include <limits>
#include <rows/halo.hpp>
#include <vector>

namespace SparseConv::job {

/// Convolves rows of the input, slice after slice, into files.
template <class Scalar, class Ordinal, class Space>
class RowConvolver {
 public:
  using ThePlan = Plan<Scalar, Ordinal, Space>;

  RowConvolver(const OpenJob& job, const Settled& settled, const Space& space,
               std::vector<ThePlan>& plans, const std::vector<std::int64_t>& in_order,
               const Stop& stop, Course& course, Outcome& outcome)
      : job_(job),
        space_(space),
        plans_(plans),
        stop_(stop),
        course_(course),
        outcome_(outcome),
        shard_size_(job.in_shards() ? job.job.shard_size
                                    : std::numeric_limits<std::int64_t>::max()),
        slicer_(job,
                {std::min(memory_of_slice(job, settled), shard_size_), memory_left(job, settled)},
                in_order, stop) {}

  /// Convolves rows into a file until there is enough in it for a shard, or it is time to stop.
  /// \return the first row that is not in the file
  std::int64_t fill(ShardWriter& file, RowRange rows) {
    const std::int64_t begin = rows.first;
    while (!rows.empty() && !course_.is_to_stop() &&
           file.nnz() * job_.bytes_of_entry() < shard_size_)
      try {
        rows.first = add_slice(file, rows, rows.first > begin && rows.first % job_.height() != 0);
      } catch (const Stopped&) {  // while a slice was read: the slices before it are done
        break;
      }
    return rows.first;
  }

 private:
  using TheBatch = Batch<Scalar, Ordinal, Space>;

  /// Adds the first slice of some rows to a file, convolved with one filter after the other.
  /// \return the first row after it
  std::int64_t add_slice(ShardWriter& file, RowRange rows, bool continues) {
    const auto [slice, input, sorted] = read_first(rows);
    TheBatch images = to_space(space_, input);
    if (slice.part && job_.needs_totals()) find_totals(slice.part->image);
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const auto made = to_host(finish(convolve(i, images, sorted || i > 0, slice), slice, i));
      if (plans_.size() > 1) plans_[i].release_memory();  // for the next filter
      const AddSeconds timing("SparseConv::job::write", outcome_.seconds.write);
      file.append(i, made, continues);
    }
    course_.advance(count_images(job_, {slice.rows}), count_entries(job_, {slice.rows}));
    return slice.rows.last;
  }

  /// What the first slice of some rows needs, and whether its columns are sorted.
  struct Input {
    Slice slice;
    io::HostBatch<Scalar, Ordinal> images;
    bool sorted;
  };

  Input read_first(RowRange rows) {
    const AddSeconds timing("SparseConv::job::read", outcome_.seconds.read);
    const Slice slice = slicer_.next(rows);
    const auto images = read<Scalar, Ordinal>(job_, slice, stop_);
    return {slice, images, is_sorted<Scalar, Ordinal>(images)};
  }

  /// Convolves a slice with a filter as often as there are samples, or until it is time to stop,
  /// and adds to each sample what its turn took. The reader has checked the images, and the plan
  /// does not again. The images become sorted.
  TheBatch convolve(std::size_t i, TheBatch& images, bool sorted, const Slice& slice) {
    TheBatch result, canonical;
    for (double& sample : outcome_.samples) {
      result = canonical = TheBatch();  // makes room for the next one
      space_.fence("SparseConv::job::convolve");
      const AddSeconds timing("SparseConv::job::convolve", sample);
      canonical = sorted ? images : sort_and_merge(space_, images);
      result = apply(i, canonical, slice);
      space_.fence("SparseConv::job::convolve");
      if (stop_()) break;
    }
    images = canonical;
    return result;
  }

  TheBatch apply(std::size_t i, const TheBatch& images, const Slice& slice) {
    if (job_.job.at_entries)
      return slice.part ? plans_[i].apply_part_at(space_, images)
                        : plans_[i].apply_at(space_, images);
    return slice.part ? plans_[i].apply_part(space_, images) : plans_[i].apply(space_, images);
  }

  /// Finds the totals of an image that does not fit into memory, for each filter: convolves all of
  /// it, part after part. \throws Stopped
  void find_totals(std::int64_t image) {
    if (image == image_of_totals_) return;
    totals_.assign(plans_.size(), 0.0);
    for (RowRange rows = rows::rows_of({image, image + 1}, job_.height()); !rows.empty();) {
      throw_if_stopped(stop_);
      const auto [slice, input, sorted] = read_first(rows);
      const AddSeconds timing("SparseConv::job::totals", outcome_.samples.front());
      const TheBatch read = to_space(space_, input);
      const TheBatch images = sorted ? read : sort_and_merge(space_, read);
      for (std::size_t i = 0; i < plans_.size(); ++i) {
        totals_[i] = add_total(crop(apply(i, images, slice), slice, i), totals_[i], i);
        if (plans_.size() > 1) plans_[i].release_memory();
      }
      rows.first = slice.rows.last;
    }
    image_of_totals_ = image;
  }

  /// Adds rows of an image to the total of the rows above them.
  double add_total(const TheBatch& results, double total, std::size_t i) const {
    const auto totals =
        Impl::find_image_totals(space_, Impl::Total{job_.options.normalize}, results,
                                job_.convolutions[i].geometry().output.width, total);
    Kokkos::deep_copy(space_, total, Kokkos::subview(totals, 0));
    space_.fence("SparseConv::job::totals");
    return total;
  }

  /// What a slice makes of results: the rows that are its own, normalized as all of their image is.
  TheBatch finish(const TheBatch& results, const Slice& slice, std::size_t i) const {
    const TheBatch made = crop(results, slice, i);
    if (!slice.part || !job_.needs_totals()) return made;
    const auto totals = Impl::make_totals(space_, made);
    Kokkos::deep_copy(space_, totals, totals_[i]);
    const std::int64_t zeros =
        Impl::divide_images(space_, Impl::Total{job_.options.normalize}, made, totals);
    return job_.job.at_entries || zeros == 0 ? made : Impl::drop_zeros(space_, made);
  }

  /// Cuts results to the rows that a slice makes. For the other rows the slice lacks entries.
  TheBatch crop(const TheBatch& results, const Slice& slice, std::size_t i) const {
    if (!slice.part) return results;
    const Geometry& geometry = job_.convolutions[i].geometry();
    const ImageShape output = geometry.output;
    const std::int64_t image = slice.part->image;
    const auto made =
        Impl::crop(space_, results, output, rows::rows_of({image, image + 1}, output.height),
                   rows::output_rows(slice.rows, geometry), 1);
    space_.fence("SparseConv::job::crop");
    return made;
  }

  const OpenJob& job_;
  const Space& space_;
  std::vector<ThePlan>& plans_;
  const Stop& stop_;
  Course& course_;
  Outcome& outcome_;
  std::int64_t shard_size_;
  Slicer slicer_;
  std::int64_t image_of_totals_ = -1;  ///< the image that `totals_` are of
  std::vector<double> totals_;         ///< for each filter
};

}  // namespace SparseConv::job

#endif
