// Times every method in every execution space that Kokkos was built with. What is measured is named
// SPACE/CONFIGURATION/METHOD: sparseconv_benchmark --benchmark_filter=OpenMP/batch/
#include <benchmark/benchmark.h>

#include <SparseConv.hpp>
#include <cstdio>
#include <support/compare.hpp>

#include "Configuration.hpp"
#include "context.hpp"

namespace SparseConv::Perf {
namespace {

/// What a configuration convolves, and what has to come out.
struct Job {
  explicit Job(const Configuration& configuration)
      : images(random_images(configuration)),
        filter(random_filter(configuration)),
        expected(Test::reference_convolve(images, filter, Mode::same, true)) {}

  Test::SparseImages images;
  Filter filter;
  Test::ReferenceResult expected;
};

/// The job of a configuration. The latest is kept: a configuration is measured many times in a row.
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
Plan<float, std::int32_t, Space> make_plan(const Space& space, const Configuration& configuration,
                                           const Job& job, Method method) {
  Options options;
  options.method = method;
  options.expected_images = configuration.images;
  options.expected_density =
      static_cast<double>(configuration.entries) / static_cast<double>(configuration.shape.size());
  return {space, configuration.shape, job.filter, options};
}

template <class Matrix>
void check(const Matrix& result, const Configuration& configuration, const Job& job) {
  const auto outcome =
      agrees(Test::from_batch(result, configuration.shape), job.expected, Test::tolerance<float>);
  if (!outcome) throw std::runtime_error(outcome.message());
}

template <class Matrix>
double bytes(const Matrix& batch) {
  return static_cast<double>(batch.graph.row_map.span() * sizeof(std::int64_t) +
                             batch.graph.entries.span() * sizeof(std::int32_t) +
                             batch.values.span() * sizeof(float));
}

/// Each iteration is a call that makes a result. The memory of the one before goes back to the plan
/// first, which may use it again.
template <class Space>
void measure(benchmark::State& state, const Configuration& configuration, Method method) {
  const Job& job = job_of(configuration);
  const Space space;
  auto plan = make_plan(space, configuration, job, method);
  const auto batch = Test::to_batch<float, std::int32_t, Space>(job.images);
  auto result = plan.apply(space, batch);
  check(result, configuration, job);
  const auto nnz = static_cast<double>(result.nnz());
  const double moved = bytes(batch) + bytes(result);
  for (auto _ : state) {
    result = {};
    space.fence("SparseConv::perf::before");
    const Kokkos::Timer timer;
    result = plan.apply(space, batch);
    space.fence("SparseConv::perf::after");
    state.SetIterationTime(timer.seconds());
  }
  using benchmark::Counter;
  state.counters["nonzeros"] = Counter(nnz, Counter::kIsIterationInvariantRate);
  state.counters["bytes"] = Counter(moved, Counter::kIsIterationInvariantRate, Counter::kIs1024);
}

template <class Space>
void add_benchmark(const Configuration& configuration, Method method) {
  const std::string name =
      std::string(Space::name()) + '/' + configuration.name + '/' + to_string(method);
  const auto measured = [name, method, &configuration](benchmark::State& state) {
    try {
      measure<Space>(state, configuration, method);
    } catch (const Error& refusal) {
      state.SkipWithError(refusal.what());
    } catch (const std::exception& error) {
      throw std::runtime_error(name + ": " + error.what());
    }
  };
  benchmark::RegisterBenchmark(name.c_str(), measured)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

template <class Space>
void add_space() {
  for (const Configuration& configuration : configurations())
    for (const Method method : all_methods()) add_benchmark<Space>(configuration, method);
}

void add_all() {
#ifdef KOKKOS_ENABLE_CUDA
  add_space<Kokkos::Cuda>();
#endif
#ifdef KOKKOS_ENABLE_HIP
  add_space<Kokkos::HIP>();
#endif
#ifdef KOKKOS_ENABLE_OPENMP
  add_space<Kokkos::OpenMP>();
#endif
#ifdef KOKKOS_ENABLE_THREADS
  add_space<Kokkos::Threads>();
#endif
#ifdef KOKKOS_ENABLE_SERIAL
  add_space<Kokkos::Serial>();
#endif
}

}  // namespace
}  // namespace SparseConv::Perf

/// Exits with 1 where a result is wrong.
int main(int argc, char* argv[]) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  SparseConv::Perf::record_context();
  SparseConv::Perf::add_all();
  try {
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sparseconv_benchmark: %s\n", error.what());
    return 1;
  }
}
