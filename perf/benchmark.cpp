// Times every method in every execution space that is built for. A measurement is named
// SPACE/CONFIGURATION/METHOD: sparseconv_benchmark --benchmark_filter=OpenMP/batch/
#include <benchmark/benchmark.h>

#include <SparseConv.hpp>
#include <algorithm>
#include <built_spaces.hpp>
#include <cstdio>
#include <optional>
#include <support/compare.hpp>
#include <support/spaces.hpp>

#include "Configuration.hpp"
#include "context.hpp"

namespace SparseConv::Perf {
namespace {

/// The first images, those that are compared with the slow reference.
Test::SparseImages first_images(const Test::SparseImages& images) {
  return slice(images, 0, std::min<std::int64_t>(images.size(), 1000));
}

/// What a configuration convolves, and the result that has to come out.
struct Job {
  explicit Job(const Configuration& configuration)
      : images(random_images(configuration)),
        filter(make_filter(configuration)),
        expected(Test::reference_convolve(first_images(images), images.shape, filter,
                                          options_of(configuration), true)) {}

  static Options options_of(const Configuration& configuration) {
    Options options;
    options.boundary = configuration.boundary;
    return options;
  }

  Test::SparseImages images;
  Filter filter;
  Test::ReferenceResult expected;
};

/// The job of a configuration. The latest job is kept, as a configuration is measured many times in
/// a row.
const Job& job_of(const Configuration& configuration) {
  static std::string name;
  static std::unique_ptr<const Job> job;
  if (name != configuration.name) {
    job = std::make_unique<const Job>(configuration);
    name = configuration.name;
  }
  return *job;
}

template <class Space>
using TimedPlan = Plan<float, std::int32_t, Space>;

/// The plan of a job, or nothing where the machine or a budget refuses it: then the benchmark is
/// skipped.
template <class Space>
std::optional<TimedPlan<Space>> make_plan(benchmark::State& state, const Space& space,
                                          const Configuration& configuration, const Job& job,
                                          Method method) {
  Options options = Job::options_of(configuration);
  options.method = method;
  options.expected_images = configuration.images;
  options.expected_density =
      static_cast<double>(configuration.entries) / static_cast<double>(configuration.shape.size());
  try {
    return TimedPlan<Space>(space, configuration.shape, job.filter, options);
  } catch (const Error& refusal) {
    if (refusal.cause() != Error::Cause::system) throw;
    state.SkipWithError(refusal.what());
    return {};
  }
}

template <class Matrix>
void check(const Matrix& result, const Configuration& configuration, const Job& job) {
  const auto outcome = agrees(first_images(Test::from_batch(result, configuration.shape)),
                              job.expected, Test::tolerance<float>);
  if (!outcome) throw std::runtime_error(outcome.message());
}

template <class Matrix>
double bytes(const Matrix& batch) {
  return static_cast<double>(batch.graph.row_map.span() * sizeof(std::int64_t) +
                             batch.graph.entries.span() * sizeof(std::int32_t) +
                             batch.values.span() * sizeof(float));
}

/// Times iterations. An iteration calls `prepare`, and then `work` between two fences.
template <class Space, class Prepare, class Work>
void time_calls(benchmark::State& state, const Space& space, const Prepare& prepare,
                const Work& work) {
  for (auto _ : state) {
    prepare();
    space.fence("SparseConv::perf::before");
    const Kokkos::Timer timer;
    work();
    space.fence("SparseConv::perf::after");
    state.SetIterationTime(timer.seconds());
  }
}

/// A number of each iteration, which the output gives for each second.
benchmark::Counter rate(double number) {
  return {number, benchmark::Counter::kIsIterationInvariantRate};
}

/// Where the memory of a result comes from: the plan uses the memory of a result that is gone, or
/// has to allocate memory, because the latest results are all held.
enum class Memory : std::size_t { reused = 1, fresh = 4 };

template <class Space>
void measure(benchmark::State& state, const Configuration& configuration, Method method,
             Memory memory) {
  const Job& job = job_of(configuration);
  const Space space;
  auto plan = make_plan(state, space, configuration, job, method);
  if (!plan) return;
  const auto batch = Test::to_batch<float, std::int32_t, Space>(job.images);
  auto result = plan->apply(space, batch);
  check(result, configuration, job);
  state.counters["images"] = static_cast<double>(configuration.images);
  state.counters["nonzeros"] = rate(static_cast<double>(result.nnz()));
  state.counters["bytes"] = rate(bytes(batch) + bytes(result));
  result = {};
  std::vector<std::decay_t<decltype(batch)>> held(static_cast<std::size_t>(memory));
  std::size_t turn = 0;
  time_calls(
      state, space, [&] { held[++turn % held.size()] = {}; },
      [&] { held[turn % held.size()] = plan->apply(space, batch); });
}

/// Times a copy in the memory of the space: its bandwidth compares with the methods' bandwidth.
template <class Space>
void measure_copy(benchmark::State& state) {
  const Space space;
  const std::size_t bytes = std::size_t(1) << 28;
  const Kokkos::View<char*, typename Space::memory_space> from("SparseConv::perf::from", bytes);
  const Kokkos::View<char*, typename Space::memory_space> to("SparseConv::perf::to", bytes);
  state.counters["bytes"] = rate(2.0 * static_cast<double>(bytes));
  time_calls(
      state, space, [] {}, [&] { Kokkos::deep_copy(space, to, from); });
}

template <class Function>
void add_timed(const std::string& name, const Function& function) {
  benchmark::RegisterBenchmark(name.c_str(), function)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

template <class Space>
void add_benchmark(const Configuration& configuration, Method method, Memory memory) {
  const std::string name = std::string(Space::name()) + '/' + configuration.name + '/' +
                           to_string(method) + (memory == Memory::fresh ? "/fresh" : "");
  const auto measured = [=, &configuration](benchmark::State& state) {
    try {
      measure<Space>(state, configuration, method, memory);
    } catch (const std::exception& error) {
      throw std::runtime_error(name + ": " + error.what());
    }
  };
  add_timed(name, measured);
}

template <class Space>
void add_space() {
  add_timed(std::string(Space::name()) + "/copy", measure_copy<Space>);
  for (const Configuration& configuration : configurations()) {
    for (const Method method : all_methods())
      add_benchmark<Space>(configuration, method, Memory::reused);
    add_benchmark<Space>(configuration, Method::direct, Memory::fresh);
  }
  if constexpr (!Test::on_host<Space>)
    for (const Configuration& configuration : large_configurations())
      add_benchmark<Space>(configuration, Method::direct, Memory::reused);
}

template <class... Spaces>
void add_all() {
  (add_space<Spaces>(), ...);
}

}  // namespace
}  // namespace SparseConv::Perf

/// Exits with 1 if a call fails, or a result is wrong.
int main(int argc, char* argv[]) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  SparseConv::Perf::record_context();
  SparseConv::Perf::add_all<SPARSECONV_SPACES>();
  try {
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sparseconv_benchmark: %s\n", error.what());
    return 1;
  }
}
