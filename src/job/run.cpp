#include <SparseConv/Error.hpp>
#include <SparseConv/io/paths.hpp>
#include <SparseConv/job/run.hpp>
#include <algorithm>
#include <batch/allocate.hpp>
#include <io/anndata.hpp>
#include <io/hdf5/open.hpp>
#include <job/RowConvolver.hpp>
#include <job/assemble/assemble.hpp>
#include <job/expectations.hpp>
#include <job/find_place.hpp>
#include <job/fingerprint.hpp>
#include <job/make_space.hpp>
#include <job/memory.hpp>
#include <job/note_outcome.hpp>
#include <job/run_on.hpp>
#include <job/shards/other_jobs.hpp>
#include <job/types.hpp>
#include <optional>

namespace SparseConv::job {
namespace {

/// Keeps answering yes once an observer has asked to stop: an observer may say so only once.
class LastingObserver : public Observer {
 public:
  explicit LastingObserver(Observer& observer) : observer_(observer) {}
  void opening(double fraction) override { observer_.opening(fraction); }
  void advance(const Progress& progress) override { observer_.advance(progress); }
  bool stop() override { return stopped_ = stopped_ || observer_.stop(); }

 private:
  Observer& observer_;
  bool stopped_ = false;
};

/// The course of a job, in the order of its functions, which are collective.
template <class Scalar, class Ordinal, class Space>
class Run {
 public:
  Run(OpenJob& job, const Ranks& ranks, Observer& observer, Outcome& outcome)
      : job_(job), ranks_(ranks), observer_(observer), outcome_(outcome) {}

  void operator()() {
    find_output();
    make_plans();
    ShardsOf shards{place_.file,     "",
                    place_.groups,   job_.height(),
                    job_.job.resume, job_.job.layout == Layout::sharded};
    ranks_.agree_on_first([&] { shards.description = fingerprint(job_, settled_, place_.groups); });
    ShardStore store(ranks_, shards, protect_, stop_);
    if (ranks_.size() == 1 && !job_.in_shards())
      make_result(store);
    else
      make_shards(store);
  }

 private:
  /// Finds the place of the output and checks it, before anything takes time.
  void find_output() {
    ranks_.agree([&] {
      for (const io::SourceFile& file : job_.input.sources()) protect_.add(file.path);
      for (const NamedFilter& filter : job_.job.filters)
        for (const std::string& file : filter.files) protect_.add(file);
    });
    ranks_.agree_on_first([&] {
      SPARSECONV_THROW_IF(
          protect_.contains(io::split_path(job_.job.output).file), input,
          job_.job.output +
              ": this output is a file that is read, the input itself, a part of it "
              "or a filter: name another file, also for another group");
      for (const std::string& file : job_.job.written_beside)
        SPARSECONV_THROW_IF(protect_.contains(file), input,
                            file + ": this output is a file that is read: name another");
    });
    place_ = find_place(job_, ranks_);
    ranks_.agree_on_first([&] { check_frame(); });
    for (std::size_t i = 0; i < place_.groups.size(); ++i)
      outcome_.results[i].group = place_.groups[i];
  }

  /// Where results become parts of an AnnData object, they have to fit each other and the rest.
  void check_frame() const {
    if (!place_.is_anndata) return;
    const std::int64_t n_pixels = job_.convolutions.front().geometry().output.size();
    for (const Convolution& convolution : job_.convolutions)
      SPARSECONV_THROW_IF(convolution.geometry().output.size() != n_pixels, input,
                          place_.file +
                              ": the results differ in shape, and a file of AnnData "
                              "holds those of one shape: use the mode same");
    if (place_.keeps_rest)
      io::hdf5::check_anndata_frame(io::hdf5::open_file(place_.file), place_.file,
                                    place_.groups.front(), job_.input.info().n_images, n_pixels);
  }

  void make_plans() {
    ranks_.agree([&] {
      Options options;
      {
        const AddSeconds timing("SparseConv::job::read", outcome_.seconds.read);
        options = expecting(job_.input, job_.image(), job_.options);
      }
      options.check = Check::none;  // SliceConvolver sees to what a plan expects
      const AddSeconds timing("SparseConv::job::plan", outcome_.seconds.plan);
      settled_.threads = space_.concurrency();
      for (const Convolution& convolution : job_.convolutions) {
        plans_.emplace_back(space_, convolution.convolved, convolution.filter.filter, options);
        settled_.methods.push_back(plans_.back().method());
        settled_.buffer_bytes = std::max(settled_.buffer_bytes, plans_.back().buffer_bytes());
      }
    });
    note_settled();
  }

  void note_settled() {
    const std::vector<Method>& methods = settled_.methods;
    const bool same = std::count(methods.begin(), methods.end(), methods.front()) ==
                      static_cast<std::ptrdiff_t>(methods.size());
    outcome_.method = same ? methods.front() : Method::automatic;
    outcome_.threads = settled_.threads;
    for (std::size_t i = 0; i < methods.size(); ++i) {
      job_.convolutions[i].attributes["method"] = to_string(methods[i]);
      outcome_.results[i].method = methods[i];
    }
  }

  /// Appends no images to each result: without any, a file would not know the types of its arrays.
  void give_types(ShardWriter& file) const {
    const Kokkos::DefaultHostExecutionSpace host;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const ImageShape shape = job_.convolutions[i].geometry().output;
      file.append(i, Impl::empty_batch<io::HostBatch<Scalar, Ordinal>>(host, 0, shape), false);
    }
  }

  /// Convolves everything into one file, which is the result.
  void make_result(ShardStore& store) {
    ShardWriter file(place_, store.folder().partial_output(), job_.convolutions,
                     storage_of_results(job_));
    const RowRange all{0, job_.n_rows()};
    const Share everything{{all}, {}, all};
    work_through({all}, everything, [&](RowConvolverHere& convolver, RowRange rows) {
      return convolver.fill(file, rows);
    });
    if (all.empty()) give_types(file);
    plans_.clear();
    const AddSeconds timing("SparseConv::job::assemble", outcome_.seconds.write);
    finish(job_, store, file, outcome_);
  }

  /// Has every rank convolve its rows into shards, and makes the result of the shards.
  void make_shards(ShardStore& store) {
    const auto missing = missing_rows(store.taken_over(), job_.n_rows());
    const Share mine = share_of_rank(job_, missing, ranks_, stop_);
    work_through(missing, mine, [&](RowConvolverHere& convolver, RowRange rows) {
      return make_shard(store, convolver, rows);
    });
    plans_.clear();
    const AddSeconds timing("SparseConv::job::assemble", outcome_.seconds.write);
    assemble<Scalar, Ordinal>(job_, store, ranks_, stop_, outcome_);
  }

  using RowConvolverHere = RowConvolver<Scalar, Ordinal, Space>;
  using Convolver = SliceConvolver<Scalar, Ordinal, Space>;
  using Totals = ImageTotals<Scalar, Ordinal, Space>;

  /// Works on the rows of this rank until they are done or it is time to stop.
  /// \param missing rows that all ranks together have to convolve
  /// \param work    convolves rows from the first on, none only when it is time to stop.
  ///                \return the first row that is left
  /// \throws Stopped where rows may be left
  template <class Work>
  void work_through(const std::vector<RowRange>& missing, const Share& mine, const Work& work) {
    Progress begin;
    ranks_.agree([&] { begin = standing(missing); });
    Course course(ranks_, observer_, begin);
    std::exception_ptr failure;
    try {
      Convolver convolver(job_, space_, plans_, stop_, outcome_);
      Totals totals(convolver);
      const SliceLimits limits = find_divided_totals(totals, mine);
      RowConvolverHere of_rows(convolver, totals, limits, mine.in_order, course);
      for (RowRange rows : mine.rows)
        while (!rows.empty() && !course.is_to_stop()) rows.first = work(of_rows, rows);
    } catch (...) {
      failure = std::current_exception();
    }
    outcome_.images_convolved = course.end(failure != nullptr);
    ranks_.agree([&] {
      if (failure) std::rethrow_exception(failure);
      throw_if_stopped(stop_);
    });
  }

  /// Finds the totals of the images that ranks share, if any are needed; collective then.
  /// \return the memory that is left for slices
  SliceLimits find_divided_totals(Totals& totals, const Share& mine) {
    if (ranks_.size() == 1 || !job_.needs_totals()) return limits_of_slices(job_, settled_);
    SliceLimits limits;
    ranks_.agree([&] { limits = limits_of_slices(job_, settled_); });
    return totals.find_divided(ranks_, limits, mine);
  }

  /// Where the job stands at the beginning.
  Progress standing(const std::vector<RowRange>& missing) const {
    const io::BatchInfo& input = job_.input.info();
    Progress progress;
    progress.all_images = input.n_images;
    progress.all_entries = input.nnz;
    progress.images = progress.images_before = input.n_images - count_images(job_, missing);
    progress.entries = progress.entries_before = input.nnz - count_entries(job_, missing);
    return progress;
  }

  /// Makes a shard of the first of some rows. When it is time to stop, the rows that are done
  /// become a shard if a later run can use it.
  /// \return the first row that is in no shard
  std::int64_t make_shard(ShardStore& store, RowConvolverHere& convolver, RowRange rows) {
    store.note_begin(rows.first);
    io::OutputPlace place;
    place.file = store.folder().shard(rows.first);
    place.group = place_.group;
    place.groups = place_.groups;
    ShardWriter file(place, store.folder().partial_shard(rows.first), job_.convolutions,
                     storage_of_shards());
    const std::int64_t last = convolver.fill(file, rows);
    if (last == rows.first || (stop_() && !job_.job.resume)) return rows.first;  // no shard
    const AddSeconds timing("SparseConv::job::write", outcome_.seconds.write);
    const std::vector<WrittenBatch> written = file.complete();
    job_.check_input();
    store.note({{rows.first, last}, file.commit(), written});
    return last;
  }

  /// A shard that is only copied needs neither compression nor checksums.
  io::hdf5::ArrayStorage storage_of_shards() const {
    return job_.only_copies_shards(ranks_.size()) ? io::hdf5::ArrayStorage{{}, false}
                                                  : storage_of_results(job_);
  }

  OpenJob& job_;
  const Ranks& ranks_;
  Observer& observer_;
  Outcome& outcome_;
  const Stop stop_ = [this] { return observer_.stop(); };
  const Space space_ = make_space<Space>(job_.job.n_threads);
  std::vector<Plan<Scalar, Ordinal, Space>> plans_;  ///< of the convolutions
  Settled settled_;
  ProtectedFiles protect_;
  io::OutputPlace place_;  ///< at the beginning, see find_place()
};

/// Refuses ranks that were given different jobs, such as filters from files that differ between
/// nodes: they would make one result together. Collective.
void check_same_job(const OpenJob& job, const Ranks& ranks) {
  const std::string mine = common_terms(job), of_first = ranks.from_first(mine);
  ranks.agree([&] {
    const auto different = difference(of_first, mine);
    SPARSECONV_THROW_IF(different, input,
                        "rank " + std::to_string(ranks.rank()) +
                            " was given another job than rank 0, with another " + *different +
                            ": give all ranks the same");
  });
}

}  // namespace

Outcome run_on(const Ranks& ranks, const Job& job, Observer& observer) {
  const Kokkos::Timer timer;
  const io::hdf5::Quiet quiet;
  LastingObserver lasting(observer);
  std::optional<OpenJob> open;
  Outcome outcome = begin_outcome(job, ranks);
  try {
    ranks.agree([&] { open.emplace(open_job(job, ranks, lasting)); });
    check_same_job(*open, ranks);
    note_open(*open, outcome);
    with_types_of(*open, [&](auto scalar, auto ordinal, auto space) {
      Run<typename decltype(scalar)::type, typename decltype(ordinal)::type,
          typename decltype(space)::type>(*open, ranks, lasting, outcome)();
    });
    outcome.complete = true;
  } catch (const Stopped&) {
  }
  outcome.kept = outcome.kept && !outcome.complete;
  for (const Result& result : outcome.results) outcome.nnz_out += result.nnz;
  outcome.seconds.total = timer.seconds();
  combine(ranks, outcome);
  return outcome;
}

Outcome run(const Job& job, Observer& observer) { return run_on(Ranks(), job, observer); }

Outcome run(const Job& job) {
  Observer nobody;
  return run(job, nobody);
}

}  // namespace SparseConv::job
