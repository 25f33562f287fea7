// Jobs of all ranks: one that ends early or fails on a rank alone does so on all ranks.
#include <SparseConv/io.hpp>
#include <SparseConv/job.hpp>
#include <SparseConv/job/mpi.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <filesystem>
#include <mpi/expect_error_everywhere.hpp>
#include <optional>
#include <sstream>
#include <support/ScarceMemory.hpp>
#include <support/TemporaryFolder.hpp>
#include <support/compare.hpp>
#include <support/random_images.hpp>
#include <vector>

namespace SparseConv::Test {
namespace {

using namespace job;

/// What a job convolves with by default: another space may round otherwise.
using Space = Kokkos::DefaultExecutionSpace;

constexpr ImageShape shape{12, 17};

/// Asks to stop as soon as the input is open, if it is told to.
class Watcher : public Observer {
 public:
  explicit Watcher(bool stops) : stops_(stops) {}
  void advance(const Progress& progress) override { latest = progress; }
  bool stop() override { return stops_ && latest; }

  std::optional<Progress> latest;

 private:
  bool stops_;
};

class JobOfRanks : public testing::Test {
 protected:
  mpi::Communicator comm{MPI_COMM_WORLD};
  std::optional<TemporaryFolder> folder;  ///< of the first rank
  Job job;
  SparseImages expected;

  void SetUp() override {
    Random random(4);
    const SparseImages images = random_images(random, shape, 30, 0.2);
    job.filters = {{random_filter(random, {3, 4}), "random", {}}};
    job.options.method = Method::direct;
    job.shard_size = 2000;
    Plan<float, std::int32_t, Space> plan(Space(), shape, job.filters[0].filter, job.options);
    expected = from_batch(plan.apply(Space(), to_batch<float, std::int32_t, Space>(images)), shape);
    if (comm.rank() == 0) {
      folder.emplace();
      io::BatchWriter writer(*folder / "in.h5", shape);
      writer.append(to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(images));
      writer.finish();
    }
    const std::string place = of_first(folder ? *folder / "" : "");
    job.input = place + "in.h5";
    job.output = place + "out.h5";
  }
  void TearDown() override { MPI_Barrier(comm.get()); }

  /// A text of the first rank, on every rank.
  std::string of_first(const std::string& text) const {
    char first[2048] = {};
    text.copy(first, sizeof(first) - 1);
    MPI_Bcast(first, sizeof(first), MPI_CHAR, 0, comm.get());
    return first;
  }

  void expect_files(const std::vector<std::string>& names) const {
    MPI_Barrier(comm.get());
    if (folder) {
      EXPECT_EQ(folder->names(), names);
    }
    MPI_Barrier(comm.get());
  }

  void expect_result() const {
    const io::BatchReader reader(job.output);
    EXPECT_TRUE(identical(from_batch(reader.read<float, std::int32_t>(0, 30), shape), expected));
    MPI_Barrier(comm.get());
  }

  /// Runs the job, which `stopping` alone ends early, and expects that all ranks are told the same.
  Outcome run_with(int stopping) {
    Watcher watcher(comm.rank() == stopping);
    const Outcome outcome = run(comm, job, watcher);
    std::ostringstream told;
    told << outcome.complete << outcome.kept << ' ' << outcome.ranks << ' ' << outcome.space << ' '
         << outcome.threads << ' ' << to_string(outcome.method) << ' ' << outcome.images << ' '
         << outcome.nnz_in << ' ' << outcome.nnz_out << ' ' << outcome.images_convolved << ' '
         << outcome.seconds.total << ' ' << outcome.seconds.convolve << ' ' << outcome.bytes_read
         << ' ' << outcome.bytes_written << ' ' << outcome.peak_memory;
    for (const Result& result : outcome.results)
      told << ' ' << result.filter << ' ' << result.group << ' ' << to_string(result.method) << ' '
           << to_string(result.output_shape) << ' ' << result.nnz;
    for (const double sample : outcome.samples) told << ' ' << sample;
    EXPECT_EQ(told.str(), of_first(told.str()));
    EXPECT_EQ(outcome.ranks, comm.size());
    return outcome;
  }
};

TEST_F(JobOfRanks, TellsAllRanksTheSame) {
  const Outcome outcome = run_with(-1);
  EXPECT_TRUE(outcome.complete);
  EXPECT_EQ(outcome.images_convolved, 30);
  EXPECT_EQ(outcome.nnz_out, expected.row_map.back());
  expect_result();
}

TEST_F(JobOfRanks, KeepsToTheLongestMessage) {
  comm = mpi::Communicator(MPI_COMM_WORLD, 16);
  EXPECT_TRUE(run_with(-1).complete);
  expect_result();
}

TEST_F(JobOfRanks, EndsEarlyWhereOneRankAsksForIt) {
  for (const int stopping : {0, comm.size() - 1}) {
    job.layout = stopping == 0 ? Layout::single : Layout::sharded;
    job.resume = false;
    const Outcome stopped = run_with(stopping);
    EXPECT_FALSE(stopped.complete || stopped.kept);
    expect_files({"in.h5"});
    job.resume = true;
    const Outcome kept = run_with(stopping);
    EXPECT_FALSE(kept.complete);
    EXPECT_TRUE(kept.kept);
    const Outcome outcome = run_with(-1);
    EXPECT_TRUE(outcome.complete);
    EXPECT_EQ(outcome.images_convolved, 30 - kept.images_convolved);
    expect_result();
    if (folder) std::filesystem::remove(job.output);
  }
}

TEST_F(JobOfRanks, FailsWhereOneRankFails) {
  for (const int failing : {0, comm.size() - 1})
    for (const std::size_t most : {1024, 0}) {
      const auto fail = [&] {
        const ScarceMemory memory(comm.rank() == failing ? most : 1 << 30);
        Observer nobody;
        try {
          (void)run(comm, job, nobody);
        } catch (const std::exception& error) {
          EXPECT_NE(dynamic_cast<const mpi::AgreedError*>(&error), nullptr) << error.what();
          throw;
        }
      };
      expect_error_everywhere(comm, fail, Error::Cause::system,
                              about_rank(comm, failing) + "no memory for ");
      expect_files({"in.h5"});
    }
  EXPECT_TRUE(run_with(-1).complete);
  expect_result();
}

}  // namespace
}  // namespace SparseConv::Test
