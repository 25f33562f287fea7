#include "context.hpp"

#include <benchmark/benchmark.h>

#include <Kokkos_Core.hpp>
#include <SparseConv/Version.hpp>
#include <commit.hpp>
#include <sstream>

namespace SparseConv::Perf {

void record_context() {
  std::ostringstream configuration;
  Kokkos::print_configuration(configuration);
  benchmark::AddCustomContext("sparseconv", SPARSECONV_VERSION);
  benchmark::AddCustomContext("commit", SPARSECONV_COMMIT);
  benchmark::AddCustomContext("compiler", SPARSECONV_COMPILER);
  benchmark::AddCustomContext("flags", SPARSECONV_FLAGS);
  benchmark::AddCustomContext("kokkos", configuration.str());
  benchmark::AddCustomContext("default_execution_space", Kokkos::DefaultExecutionSpace::name());
  benchmark::AddCustomContext("threads",
                              std::to_string(Kokkos::DefaultHostExecutionSpace().concurrency()));
}

}  // namespace SparseConv::Perf
