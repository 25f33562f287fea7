#ifndef SPARSECONV_JOB_SLICECONVOLVER_HPP
#define SPARSECONV_JOB_SLICECONVOLVER_HPP

#include <SparseConv/Plan.hpp>
#include <SparseConv/job/Outcome.hpp>
#include <batch/crop.hpp>
#include <job/AddSeconds.hpp>
#include <job/OpenJob.hpp>
#include <job/Slicer.hpp>
#include <job/is_sorted.hpp>
#include <rows/halo.hpp>
#include <vector>

namespace SparseConv::job {

/// Reads slices of the input and convolves them with each filter. Adds the time of both to the
/// outcome of the job.
template <class Scalar, class Ordinal, class Space>
class SliceConvolver {
 public:
  using TheBatch = Batch<Scalar, Ordinal, Space>;
  using ThePlan = Plan<Scalar, Ordinal, Space>;

  SliceConvolver(const OpenJob& job, const Space& space, std::vector<ThePlan>& plans,
                 const Stop& stop, Outcome& outcome)
      : job_(job), space_(space), plans_(plans), stop_(stop), outcome_(outcome) {}

  /// What a slice of the input needs, and whether its columns are sorted.
  struct Input {
    Slice slice;
    io::HostBatch<Scalar, Ordinal> images;
    bool sorted;
  };

  /// Reads the first slice of some rows. \throws Stopped
  Input read_first(Slicer& slicer, RowRange rows) {
    const AddSeconds timing("SparseConv::job::read", outcome_.seconds.read);
    const Slice slice = slicer.next(rows);
    const auto images = read<Scalar, Ordinal>(job_, slice, stop_);
    return {slice, images, is_sorted<Scalar, Ordinal>(images)};
  }

  /// Convolves a slice with one filter after the other, and calls `use(i, sums)` for the sums with
  /// each, in the rows that the slice makes. The memory that a filter needs is free for the next.
  template <class Use>
  void convolve(const Input& input, const Use& use) {
    Images images{to_space(space_, input.images), input.sorted};
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      use(i, convolve_with(i, images, input.slice));
      if (plans_.size() > 1) plans_[i].release_memory();
    }
  }

  const Space& space() const { return space_; }
  std::size_t n_filters() const { return plans_.size(); }
  const OpenJob& job() const { return job_; }
  const Stop& stop() const { return stop_; }
  Outcome& outcome() { return outcome_; }

 private:
  /// The images of a slice where they are convolved.
  struct Images {
    TheBatch batch;
    bool sorted;
  };

  /// The sums with one filter. Convolves as often as there are samples, or until it is time to
  /// stop, and adds to each sample what its turn took. The reader has checked the images, and the
  /// plan does not again. The images become sorted, for the filters that follow.
  TheBatch convolve_with(std::size_t i, Images& images, const Slice& slice) {
    TheBatch result, canonical;
    for (double& sample : outcome_.samples) {
      result = canonical = TheBatch();  // makes room for the next one
      space_.fence("SparseConv::job::convolve");
      const AddSeconds timing("SparseConv::job::convolve", sample);
      canonical = images.sorted ? images.batch : sort_and_merge(space_, images.batch);
      result = apply(i, canonical, slice);
      space_.fence("SparseConv::job::convolve");
      if (stop_()) break;
    }
    images = {canonical, true};
    return crop(result, slice, i);
  }

  TheBatch apply(std::size_t i, const TheBatch& images, const Slice& slice) {
    if (job_.job.at_entries)
      return slice.part ? plans_[i].apply_part_at(space_, images)
                        : plans_[i].apply_at(space_, images);
    return slice.part ? plans_[i].apply_part(space_, images) : plans_[i].apply(space_, images);
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
  Outcome& outcome_;
};

}  // namespace SparseConv::job

#endif
