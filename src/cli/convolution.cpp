#include "convolution.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "Slicer.hpp"
#include "course.hpp"
#include "dispatch.hpp"
#include "expectations.hpp"
#include "job.hpp"
#include "process.hpp"
#include "shards/ShardFolder.hpp"
#include "shards/assemble.hpp"
#include "shards/share.hpp"
#include "slices.hpp"

namespace SparseConv::cli {
namespace {

/// The same batch for another execution space: shared where the memory is, else copied.
template <class To, class From>
To transfer(const From& batch) {
  const typename To::memory_space memory;
  const auto in_memory = [&memory](const auto& view) {
    return Kokkos::create_mirror_view_and_copy(memory, view);
  };
  return To("SparseConv::cli::batch", batch.numRows(), batch.numCols(), batch.nnz(),
            in_memory(batch.values), in_memory(batch.graph.row_map),
            in_memory(batch.graph.entries));
}

/// Convolves a slice as often as there are samples, or until it is time to stop, and adds to each
/// sample what its turn took.
template <class Plan, class Space, class Batch>
Batch convolve_slice(Plan& plan, const Space& space, const Batch& images,
                     std::vector<double>& samples) {
  Batch result;
  for (double& sample : samples) {
    result = Batch();  // makes room for the next one
    space.fence("SparseConv::cli::convolve");
    const AddSeconds timing("SparseConv::cli::convolve", sample);
    result = plan.apply(space, images);
    space.fence("SparseConv::cli::convolve");
    if (received_signal() != 0) break;
  }
  return result;
}

/// The options, with what the input lets expect.
Options read_expectations(const Convolution& convolution, Report& report) {
  const AddSeconds timing("SparseConv::cli::read", report.seconds.read);
  return expecting(convolution.input, convolution.image, convolution.options);
}

template <class Scalar, class Ordinal, class Space>
Plan<Scalar, Ordinal, Space> make_plan(const Convolution& convolution, const Space& space,
                                       Report& report) {
  const Options options = read_expectations(convolution, report);
  const AddSeconds timing("SparseConv::cli::plan", report.seconds.plan);
  Plan<Scalar, Ordinal, Space> plan(space, convolution.image, convolution.filter, options);
  report.space = space_name<Space>();
  report.threads = space.concurrency();
  report.method = plan.method();
  report.mode = plan.mode();
  report.image_shape = plan.image_shape();
  report.output_shape = plan.output_shape();
  return plan;
}

/// Convolves rows of the input, slice after slice, into shards.
template <class Scalar, class Ordinal, class Space>
class ShardMaker {
 public:
  static constexpr std::size_t bytes_of_entry = sizeof(Scalar) + sizeof(Ordinal);

  ShardMaker(const Convolution& convolution, const Space& space, Plan<Scalar, Ordinal, Space>& plan,
             const ShardFolder& folder, const std::vector<std::int64_t>& sorted, Course& course,
             Report& report)
      : convolution_(convolution),
        space_(space),
        plan_(plan),
        folder_(folder),
        course_(course),
        report_(report),
        shard_size_(convolution.in_shards() ? convolution.shard_size
                                            : std::numeric_limits<std::int64_t>::max()),
        slicer_(convolution, report.output_shape, bytes_of_entry,
                std::min(memory_of_slice(convolution, report, bytes_of_entry), shard_size_),
                sorted) {}

  /// Makes shards of consecutive rows, unless it is time to stop.
  void operator()(Range rows) {
    while (rows.first < rows.last && !course_.is_to_stop()) rows.first = make_shard(rows);
  }

 private:
  /// Makes a shard of the first of some rows. When it is time to stop it has those that are done,
  /// if it is to be of use later.
  /// \return the first row that it does not have
  std::int64_t make_shard(Range rows) {
    Shard shard{{rows.first, rows.first}, 0, {}};
    io::BatchWriter writer = make_writer(folder_.path_of(rows.first), convolution_, report_);
    bool is_to_stop = false;
    do {
      try {
        convolve({shard.rows.last, rows.last}, shard, writer);
      } catch (const Interrupted&) {  // while a slice was read: those before it are done
      }
      is_to_stop = course_.is_to_stop();
    } while (!is_to_stop && shard.rows.last < rows.last && bytes_in(shard) < shard_size_);
    const bool empty = shard.rows.last == rows.first;
    if (is_to_stop && (empty || !convolution_.resume)) return rows.last;
    finish(shard, writer);
    return shard.rows.last;
  }

  /// Adds the first slice of some rows to a shard.
  void convolve(Range rows, Shard& shard, io::BatchWriter& writer) {
    const auto [slice, images] = read_first(rows);
    const auto input = transfer<Batch<Scalar, Ordinal, Space>>(images);
    const auto result = convolve_slice(plan_, space_, input, report_.samples);
    const auto right = crop(transfer<io::HostBatch<Scalar, Ordinal>>(result), slice);
    append(right, shard.rows.first < rows.first && rows.first % convolution_.image.height != 0,
           writer);
    shard.nnz += right.nnz();
    shard.rows.last = slice.rows.last;
    course_.advance(count_images(convolution_, {slice.rows}),
                    count_entries(convolution_, {slice.rows}));
  }

  std::pair<Slice, io::HostBatch<Scalar, Ordinal>> read_first(Range rows) {
    const AddSeconds timing("SparseConv::cli::read", report_.seconds.read);
    const Slice slice = slicer_.next(rows);
    return {slice, read<Scalar, Ordinal>(convolution_, slice)};
  }

  void append(const io::HostBatch<Scalar, Ordinal>& batch, bool continues,
              io::BatchWriter& writer) {
    const AddSeconds timing("SparseConv::cli::write", report_.seconds.write);
    writer.append(batch, continues);
  }

  void finish(Shard& shard, io::BatchWriter& writer) {
    const AddSeconds timing("SparseConv::cli::write", report_.seconds.write);
    shard.file = writer.finish();
    folder_.record(shard);
  }

  static std::int64_t bytes_in(const Shard& shard) {
    return shard.nnz * static_cast<std::int64_t>(bytes_of_entry);
  }

  const Convolution& convolution_;
  const Space& space_;
  Plan<Scalar, Ordinal, Space>& plan_;
  const ShardFolder& folder_;
  Course& course_;
  Report& report_;
  std::int64_t shard_size_;
  Slicer slicer_;
};

/// Has every rank make shards of its images; collective.
template <class Scalar, class Ordinal, class Space>
void make_shards(const Convolution& convolution, const Space& space,
                 Plan<Scalar, Ordinal, Space>& plan, const ShardFolder& folder, const Ranks& ranks,
                 Report& report) {
  const auto missing = missing_rows(folder.taken_over(), convolution.n_rows());
  const Share mine = share_of_rank(convolution, missing, report.output_shape, ranks);
  Course course(ranks, convolution.progress, count_images(convolution, missing),
                count_entries(convolution, missing));
  std::exception_ptr failure;
  try {
    ShardMaker<Scalar, Ordinal, Space> make(convolution, space, plan, folder, mine.sorted, course,
                                            report);
    for (const Range& rows : mine.rows) make(rows);
  } catch (...) {
    failure = std::current_exception();
  }
  report.images_convolved = course.end(failure != nullptr);
  ranks.agree([&] {
    if (failure) std::rethrow_exception(failure);
    throw_if_interrupted();
  });
}

template <class Scalar, class Ordinal, class Space>
void run_as(const Convolution& convolution, const Ranks& ranks, Report& report) {
  const Space space;
  std::optional<Plan<Scalar, Ordinal, Space>> plan;
  std::string job;
  ranks.agree([&] {
    plan.emplace(make_plan<Scalar, Ordinal>(convolution, space, report));
    job = describe_job(convolution, report);
  });
  ShardFolder folder(io::split_path(convolution.output).file, job, convolution.resume, ranks);
  make_shards(convolution, space, *plan, folder, ranks, report);
  plan.reset();
  assemble<Scalar, Ordinal>(convolution, folder, ranks, report);
}

}  // namespace

Report run(const Convolution& convolution, const Ranks& ranks) {
  const io::BatchInfo& input = convolution.input.info();
  Report report;
  report.ranks = ranks.size();
  report.images = input.n_images;
  report.nnz_in = input.nnz;
  report.samples.resize(static_cast<std::size_t>(convolution.repeat), 0.0);
  const std::int64_t largest = std::max(
      {input.n_images, convolution.image.size(),
       output_shape(convolution.image, convolution.filter.shape(), convolution.options.mode)
           .size()});
  dispatch_types(convolution.precision, largest, [&](auto scalar, auto ordinal) {
    dispatch_space(convolution.space, [&](auto space) {
      run_as<typename decltype(scalar)::type, typename decltype(ordinal)::type,
             typename decltype(space)::type>(convolution, ranks, report);
    });
  });
  for (const double sample : report.samples) report.seconds.convolve += sample;
  return report;
}

}  // namespace SparseConv::cli
