#include <SparseConv.hpp>
#include <SparseConv/io.hpp>
#include <SparseConv/job.hpp>
#include <algorithm>
#include <cctype>
#include <functional>
#include <job/shards/Manifest.hpp>
#include <support/TemporaryFolder.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>
#include <utility>

namespace SparseConv::Test {
namespace {

using namespace job;

constexpr ImageShape shape{12, 17};

/// What a job convolves with by default: another space may round otherwise.
using JobTypes = Types<float, std::int32_t, Kokkos::DefaultExecutionSpace>;

class JobTest : public testing::Test {
 protected:
  TemporaryFolder folder;
  SparseImages images;
  Job job;

  void SetUp() override {
    Random random(4);
    images = random_images(random, shape, 30, 0.2);
    io::BatchWriter writer(folder / "in.h5", shape);
    writer.append(to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(images));
    writer.finish();
    job.input = folder / "in.h5";
    job.output = folder / "out.h5";
    job.filters = {{random_filter(random, {3, 4}), "random", {}}};
    job.options.mode = Mode::full;
    job.shard_size = 2000;
  }

  SparseImages read(const std::string& name) const {
    const io::BatchReader reader(folder / name);
    return from_batch(reader.read<float, std::int32_t>(0, reader.info().n_images),
                      reader.info().image_shape.value());
  }

  /// The result that a plan makes of the images.
  SparseImages expected() const {
    return convolve<JobTypes>(images, job.filters.front().filter, job.options);
  }

  /// Runs the job in both layouts, with shards that are kept and without, and calls
  /// `check(outcome)` each time.
  template <class Check>
  void run_in_every_way(const Check& check) {
    for (const Layout layout : {Layout::single, Layout::sharded})
      for (const bool resume : {false, true}) {
        job.layout = layout;
        job.resume = resume;
        const Outcome outcome = run(job);
        EXPECT_TRUE(outcome.complete);
        EXPECT_EQ(outcome.images_convolved, 30);
        check(outcome);
        std::filesystem::remove_all(folder / "out.h5.shards");
      }
  }
};

/// Does something when a job has done a number of images.
class Watcher : public Observer {
 public:
  std::function<bool(const Progress&)> stops = [](const Progress&) { return false; };
  std::vector<Progress> seen;
  std::vector<double> opened;

  void opening(double fraction) override { opened.push_back(fraction); }
  void advance(const Progress& progress) override { seen.push_back(progress); }
  bool stop() override { return !seen.empty() && stops(seen.back()); }
};

TEST_F(JobTest, GivesWhatAPlanGives) {
  run_in_every_way([&](const Outcome& outcome) {
    EXPECT_TRUE(identical(read("out.h5"), expected()));
    EXPECT_EQ(outcome.images, 30);
    EXPECT_EQ(outcome.nnz_in, images.row_map.back());
    EXPECT_EQ(outcome.nnz_out, expected().row_map.back());
    EXPECT_EQ(outcome.output_shape, (ImageShape{14, 20}));
  });
}

/// Labels of the kernels that a reduction has been begun with.
std::vector<std::string> reductions;

TEST_F(JobTest, ChecksColumnsOnceWhereTheyAreRead) {
  namespace Callbacks = Kokkos::Tools::Experimental;
  Random random(5);
  io::BatchWriter writer(folder / "shuffled.h5", shape);
  writer.append(
      to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(shuffled(random, images)));
  writer.finish();
  const SparseImages result = expected();
  Callbacks::set_begin_parallel_reduce_callback(
      [](const char* label, std::uint32_t, std::uint64_t*) { reductions.emplace_back(label); });
  for (const char* input : {"in.h5", "shuffled.h5"}) {
    job.input = folder / input;
    run(job);
    EXPECT_TRUE(identical(read("out.h5"), result));
  }
  Callbacks::set_begin_parallel_reduce_callback(nullptr);
  const auto count = [](const char* label) {
    return std::count(reductions.begin(), reductions.end(), label);
  };
  EXPECT_EQ(count("SparseConv::job::falls"), 2);
  EXPECT_EQ(count("SparseConv::validate::check"), 0);
}

TEST_F(JobTest, CompressesTheResult) {
  job.compression = {io::Compression::Kind::gzip, 1};
  for (const Layout layout : {Layout::single, Layout::sharded})
    for (const bool resume : {false, true}) {
      job.layout = layout;
      job.resume = resume;
      EXPECT_TRUE(run(job).complete);
      EXPECT_TRUE(identical(read("out.h5"), expected()));
    }
}

TEST_F(JobTest, UsesShardsOfAFinishedJobAgain) {
  job.layout = Layout::sharded;
  job.resume = true;
  run(job);
  const Outcome again = run(job);
  EXPECT_TRUE(again.complete);
  EXPECT_EQ(again.images_convolved, 0);
  EXPECT_TRUE(identical(read("out.h5"), expected()));
}

TEST_F(JobTest, GoesOnWithShardsThatAKilledRunHasTakenOver) {
  namespace fs = std::filesystem;
  job.layout = Layout::sharded;
  job.resume = true;
  run(job);
  const fs::path finished = *fs::directory_iterator(folder / "out.h5.shards");
  const fs::path killed = folder / "out.h5.shards/0123456789abcdef";
  fs::create_directory(killed);
  fs::copy_file(finished / "job.json", killed / "job.json");
  std::ofstream(killed / "manifest.0") << line_of_begin(0);
  fs::create_hard_link(finished / "000000000000000.h5", killed / "000000000000000.h5");
  EXPECT_EQ(run(job).images_convolved, 0);
  EXPECT_TRUE(identical(read("out.h5"), expected()));
}

/// A path in a file of results of several filters.
std::string path_of(const std::string& name) { return "out.h5:images/" + name; }

TEST_F(JobTest, GivesForEachFilterWhatAPlanGives) {
  Random random(6);
  job.filters.push_back({random_filter(random, {5, 2}), "folder/other.txt", {}});
  job.filters.push_back({random_filter(random, {1, 1}), "folder/other.txt", {}, "point"});
  job.shard_size = 20000;
  run_in_every_way([&](const Outcome& outcome) {
    ASSERT_EQ(outcome.results.size(), 3u);
    std::int64_t nnz = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const Result& result = outcome.results[i];
      const auto wanted = convolve<JobTypes>(images, job.filters[i].filter, job.options);
      EXPECT_TRUE(identical(read("out.h5:" + result.group), wanted));
      EXPECT_EQ(result.nnz, wanted.row_map.back());
      EXPECT_EQ(result.output_shape, wanted.shape);
      nnz += result.nnz;
    }
    EXPECT_EQ(outcome.nnz_out, nnz);
    EXPECT_EQ(outcome.results[0].group, "images/random");
    EXPECT_EQ(outcome.results[1].group, "images/other.txt");
    EXPECT_EQ(outcome.results[2].group, "images/point");
    if (job.layout == Layout::sharded && job.resume) {
      EXPECT_EQ(run(job).images_convolved, 0);
    }
  });
  job.filters.pop_back();
  job.resume = false;
  EXPECT_TRUE(run(job).complete);  // replaces all results
  expect_error([&] { read(path_of("point")); }, Error::Cause::input, "point");
}

TEST_F(JobTest, KeepsShardsToWhichAnotherResultRefers) {
  job.layout = Layout::sharded;
  Job both = job;
  both.filters.push_back({Filter({1, 1}, {2}), "twice", {}});
  run(both);
  const SparseImages twice = read(path_of("twice"));
  job.output = folder / path_of("random");
  run(job);
  EXPECT_TRUE(identical(read(path_of("random")), expected()));
  EXPECT_EQ(read(path_of("twice")), twice);
  both.output = folder / "out.h5";
  both.layout = Layout::single;
  run(both);
  EXPECT_EQ(read(path_of("twice")), twice);
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"in.h5", "out.h5"}));
}

TEST_F(JobTest, TellsHowFarItIs) {
  Watcher watcher;
  job.resume = true;
  run(job, watcher);
  ASSERT_GT(watcher.seen.size(), 3u);
  EXPECT_EQ(watcher.seen.front().images, 0);
  EXPECT_EQ(watcher.seen.back().images, 30);
  EXPECT_EQ(watcher.seen.back().entries, watcher.seen.back().all_entries);
  for (std::size_t i = 1; i < watcher.seen.size(); ++i)
    EXPECT_GE(watcher.seen[i].images, watcher.seen[i - 1].images);
}

TEST_F(JobTest, GoesOnWhereItWasStopped) {
  for (const Layout layout : {Layout::single, Layout::sharded}) {
    job.layout = layout;
    job.resume = true;
    Watcher first;
    first.stops = [](const Progress& progress) { return progress.images >= 10; };
    const Outcome stopped = run(job, first);
    EXPECT_FALSE(stopped.complete);
    EXPECT_TRUE(stopped.kept);
    EXPECT_FALSE(std::filesystem::exists(folder / "out.h5"));
    Watcher second;
    const Outcome outcome = run(job, second);
    EXPECT_TRUE(outcome.complete);
    EXPECT_GE(second.seen.front().images_before, 10);
    EXPECT_EQ(second.seen.front().images, second.seen.front().images_before);
    EXPECT_EQ(outcome.images_convolved, 30 - second.seen.front().images_before);
    EXPECT_TRUE(identical(read("out.h5"), expected()));
    std::filesystem::remove(folder / "out.h5");
    std::filesystem::remove_all(folder / "out.h5.shards");
  }
}

TEST_F(JobTest, GoesOnWhereAFullDiskLeftANoteOfAResult) {
  namespace fs = std::filesystem;
  job.resume = true;
  Watcher first;
  first.stops = [](const Progress& progress) { return progress.images >= 10; };
  EXPECT_FALSE(run(job, first).complete);
  const fs::path left = *fs::directory_iterator(folder / "out.h5.shards");
  std::ofstream(left / "manifest.0", std::ios::app) << line_of(Publication{1, {}});
  EXPECT_LE(run(job).images_convolved, 20);
  EXPECT_TRUE(identical(read("out.h5"), expected()));
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"in.h5", "out.h5"}));
}

TEST_F(JobTest, IsStoppedByAnObserverThatSaysSoOnce) {
  for (const Layout layout : {Layout::single, Layout::sharded}) {
    job.layout = layout;
    bool asked = false;
    Watcher watcher;
    watcher.stops = [&asked](const Progress& progress) {
      return progress.images >= 10 && !std::exchange(asked, true);
    };
    EXPECT_FALSE(run(job, watcher).complete);
    EXPECT_EQ(folder.names(), std::vector<std::string>{"in.h5"});
  }
}

TEST_F(JobTest, LeavesNothingWhereItIsStoppedWithoutResume) {
  Watcher watcher;
  watcher.stops = [](const Progress& progress) { return progress.images >= 10; };
  for (const Layout layout : {Layout::single, Layout::sharded}) {
    job.layout = layout;
    const Outcome outcome = run(job, watcher);
    EXPECT_FALSE(outcome.complete || outcome.kept);
    EXPECT_EQ(folder.names(), std::vector<std::string>{"in.h5"});
  }
}

/// Asks to stop while the input is opened.
class ImpatientWatcher : public Watcher {
 public:
  bool stop() override { return seen.empty(); }
};

TEST_F(JobTest, OpensAListOfHits) {
  job.input = folder.write("hits.csv", "2,1,3\n0,5,5\n");
  job.image_shape = shape;
  Watcher watcher;
  const Outcome outcome = run(job, watcher);
  EXPECT_TRUE(outcome.complete);
  EXPECT_EQ(outcome.images, 3);
  EXPECT_EQ(watcher.opened, (std::vector<double>{0, 1}));
  std::filesystem::remove(folder / "out.h5");
  for (const bool resume : {false, true}) {
    job.resume = resume;
    ImpatientWatcher impatient;
    const Outcome stopped = run(job, impatient);
    EXPECT_FALSE(stopped.complete);
    EXPECT_EQ(stopped.kept, resume);
    EXPECT_EQ(impatient.opened, std::vector<double>{0});
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"hits.csv", "in.h5"}));
  }
}

TEST_F(JobTest, RefusesWhatMakesNoSense) {
  const auto refuses = [&](const std::function<void(Job&)>& change, const std::string& message) {
    Job changed = job;
    change(changed);
    expect_error([&] { run(changed); }, Error::Cause::input, message);
    EXPECT_EQ(folder.names(), std::vector<std::string>{"in.h5"});
  };
  refuses([](Job& j) { j.repeat = 0; }, "repeated");
  refuses([](Job& j) { j.filters.clear(); }, "needs a filter");
  refuses([](Job& j) { j.filters.assign(2, j.filters[0]); }, "both be named 'random'");
  refuses([](Job& j) { j.filters.resize(2); }, "cannot be the name");
  refuses([](Job& j) { j.filters[0].group = std::string("a\0b", 3); }, "null character");
  refuses([](Job& j) { j.shard_size = 0; }, "shard");
  refuses([](Job& j) { j.memory_limit = 0; }, "memory limit");
  refuses([](Job& j) { j.n_threads = 0; }, "0 threads");
  refuses([](Job& j) { j.n_threads = 513; }, "513 threads");
  refuses([](Job& j) { j.space = "abacus"; }, "abacus");
  refuses([](Job& j) { j.compression = {io::Compression::Kind::gzip, 10}; }, "from 1 to 9");
  refuses([&](Job& j) { j.input = folder / "none.h5"; }, "none.h5");
  refuses([&](Job& j) { j.output = folder / "in.h5"; }, "itself");
  refuses([&](Job& j) { j.output = folder / std::string(250, 'x'); }, "too long");
  refuses([](Job& j) { j.image_shape = ImageShape{17, 12}; }, "17x12");
  refuses([](Job& j) { j.image_shape = ImageShape{5, 5}; }, "5x5");
}

TEST_F(JobTest, WritesFilesWithLongNames) {
  const std::string name(248, 'x');
  job.output = folder / name;
  EXPECT_TRUE(run(job).complete);
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"in.h5", name}));
}

/// Changes the input when a job has done some images.
class Meddler : public Watcher {
 public:
  explicit Meddler(std::function<void()> change) {
    stops = [change = std::move(change), done = false](const Progress& progress) mutable {
      if (!done && progress.images >= 5) {
        change();
        done = true;
      }
      return false;
    };
  }
};

TEST_F(JobTest, SeesThatItsInputIsChanged) {
  const std::string input = folder / "in.h5", copy = folder / "copy.h5";
  const std::vector<std::function<void()>> changes{
      [&] { std::filesystem::resize_file(input, std::filesystem::file_size(input) / 2); },
      [&] { std::filesystem::resize_file(input, std::filesystem::file_size(input) + 1); },
      [&] { std::filesystem::last_write_time(input, {}); },
      [&] {
        std::filesystem::copy_file(copy, folder / "other.h5");
        std::filesystem::rename(folder / "other.h5", input);
      },
      [&] { std::filesystem::remove(input); }};
  std::filesystem::copy_file(input, copy);
  for (const Layout layout : {Layout::single, Layout::sharded})
    for (const auto& change : changes) {
      job.layout = layout;
      Meddler meddler(change);
      expect_error([&] { run(job, meddler); }, Error::Cause::input, "in.h5");
      EXPECT_FALSE(std::filesystem::exists(folder / "out.h5"));
      EXPECT_FALSE(std::filesystem::exists(folder / "out.h5.shards"));
      std::filesystem::remove(input);
      std::filesystem::copy_file(copy, input);
    }
}

TEST(ExecutionSpaces, BeginWithTheDefaultOne) {
  std::string name = Kokkos::DefaultExecutionSpace::name();
  for (char& letter : name) letter = static_cast<char>(std::tolower(letter));
  const auto spaces = execution_spaces();
  ASSERT_FALSE(spaces.empty());
  EXPECT_EQ(spaces.front(), name);
  EXPECT_EQ(std::count(spaces.begin(), spaces.end(), name), 1);
}

}  // namespace
}  // namespace SparseConv::Test
