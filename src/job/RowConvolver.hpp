#ifndef SPARSECONV_JOB_ROWCONVOLVER_HPP
#define SPARSECONV_JOB_ROWCONVOLVER_HPP

#include <algorithm>
#include <batch/divide_by_totals.hpp>
#include <job/Course.hpp>
#include <job/ImageTotals.hpp>
#include <job/ShardWriter.hpp>
#include <job/SliceConvolver.hpp>
#include <job/memory.hpp>
#include <job/shards/ShardStore.hpp>
#include <limits>

namespace SparseConv::job {

/// Bytes of results after which a file is complete.
inline std::int64_t size_of_shards(const OpenJob& job) {
  return job.in_shards() ? job.job.shard_size : std::numeric_limits<std::int64_t>::max();
}

/// What slices may take while no results are kept.
inline SliceLimits limits_of_slices(const OpenJob& job, const Settled& settled) {
  return {std::min(memory_of_slice(job, settled), size_of_shards(job)), memory_left(job, settled)};
}

/// Convolves rows of the input, slice after slice, into files.
template <class Scalar, class Ordinal, class Space>
class RowConvolver {
 public:
  using Convolver = SliceConvolver<Scalar, Ordinal, Space>;
  using Totals = ImageTotals<Scalar, Ordinal, Space>;

  RowConvolver(Convolver& convolver, Totals& totals, const SliceLimits& limits,
               const std::vector<std::int64_t>& in_order, Course& course)
      : job_(convolver.job()),
        convolver_(convolver),
        totals_(totals),
        slicer_(job_, limits, in_order, convolver.stop()),
        course_(course) {}

  /// Convolves rows into a file until there is enough in it for a shard, or it is time to stop.
  /// \return the first row that is not in the file
  std::int64_t fill(ShardWriter& file, RowRange rows) {
    const std::int64_t begin = rows.first;
    while (!rows.empty() && !course_.is_to_stop() &&
           file.nnz() * job_.bytes_of_entry() < size_of_shards(job_))
      try {
        rows.first = add_slice(file, rows, rows.first > begin && rows.first % job_.height() != 0);
      } catch (const Stopped&) {  // while a slice was read: the slices before it are done
        break;
      }
    return rows.first;
  }

 private:
  using TheBatch = typename Convolver::TheBatch;

  /// Adds the first slice of some rows to a file, convolved with one filter after the other.
  /// \return the first row after it
  std::int64_t add_slice(ShardWriter& file, RowRange rows, bool continues) {
    if (const auto kept = totals_.take(rows)) {
      append(file, 0, kept->sums, kept->slice, continues);
      return end(kept->slice.rows);
    }
    const auto input = convolver_.read_first(slicer_, rows);
    const Slice& slice = input.slice;
    if (takes_total(slice)) totals_.of(slice.part->image, slicer_);  // before there are results
    convolver_.convolve(input, [&](std::size_t i, const TheBatch& sums) {
      append(file, i, sums, slice, continues);
    });
    return end(slice.rows);
  }

  std::int64_t end(RowRange rows) {
    course_.advance(count_images(job_, {rows}), count_entries(job_, {rows}));
    return rows.last;
  }

  void append(ShardWriter& file, std::size_t i, const TheBatch& sums, const Slice& slice,
              bool continues) {
    const auto made = to_host(takes_total(slice) ? normalized(sums, slice, i) : sums);
    const AddSeconds timing("SparseConv::job::write", convolver_.outcome().seconds.write);
    file.append(i, made, continues);
  }

  bool takes_total(const Slice& slice) const { return slice.part && job_.needs_totals(); }

  /// Normalizes a part of an image as all of the image is.
  TheBatch normalized(const TheBatch& sums, const Slice& slice, std::size_t i) {
    const auto totals = Impl::make_totals(convolver_.space(), sums);
    Kokkos::deep_copy(convolver_.space(), totals, totals_.of(slice.part->image, slicer_)[i]);
    const Impl::Total total{job_.options.normalize};
    return Impl::divide_and_drop(convolver_.space(), total, sums, totals, job_.job.at_entries);
  }

  const OpenJob& job_;
  Convolver& convolver_;
  Totals& totals_;
  Slicer slicer_;
  Course& course_;
};

}  // namespace SparseConv::job

#endif
