#include "arguments/version.hpp"

#include <SparseConv/Version.hpp>
#include <iostream>
#include <string>

#include "process/kokkos_session.hpp"
#include "process/world.hpp"

namespace SparseConv::cli {
namespace {

/// Sets of vector instructions, each of which includes the sets before it.
const char* const names_of_vectors[] = {"those of every processor of its kind", "AVX", "AVX2",
                                        "AVX-512"};

/// The largest set that the compiler was allowed to use.
constexpr int compiled_vectors() {
#if defined(__AVX512F__)
  return 3;
#elif defined(__AVX2__)
  return 2;
#elif defined(__AVX__)
  return 1;
#else
  return 0;
#endif
}

/// The largest set that this processor has.
int vectors_here() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return 3;
  if (__builtin_cpu_supports("avx2")) return 2;
  if (__builtin_cpu_supports("avx")) return 1;
#endif
  return 0;
}

}  // namespace

void print_version() {
  std::cout << "sparseconv " SPARSECONV_VERSION "\nComponents: " SPARSECONV_COMPONENTS "\nKokkos "
            << kokkos_version() << "\nVector instructions: " << names_of_vectors[compiled_vectors()]
            << '\n';
  if (vectors_here() > compiled_vectors())
    std::cout << "  This processor has " << names_of_vectors[vectors_here()]
              << ", which speeds up the method direct: build with a Kokkos that is configured with "
                 "-DKokkos_ARCH_NATIVE=ON to use it.\n";
  const std::string messages = World::messages_of_gpu();
  if (!messages.empty()) std::cout << "MPI sends the memory of a GPU " << messages << '\n';
  std::cout << kokkos_configuration();
}

}  // namespace SparseConv::cli
