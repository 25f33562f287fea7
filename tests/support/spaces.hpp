#ifndef SPARSECONV_TESTS_SPACES_HPP
#define SPARSECONV_TESTS_SPACES_HPP

#include <gtest/gtest.h>
#include <KokkosKernels_ExecSpaceUtils.hpp>
#include <Kokkos_Core.hpp>

namespace SparseConv::Test {

/// One combination of types that the library is built for.
template <class ScalarType, class OrdinalType, class Space>
struct Types {
  using Scalar = ScalarType;
  using Ordinal = OrdinalType;
  using ExecutionSpace = Space;
};

/// The types for which a test suite runs: all types, in the default space and on a single thread of
/// the host.
using Default = Kokkos::DefaultExecutionSpace;
using AllTypes = testing::Types<
    Types<float, std::int32_t, Default>, Types<float, std::int64_t, Default>,
    Types<double, std::int32_t, Default>, Types<double, std::int64_t, Default>
#ifdef KOKKOS_ENABLE_SERIAL
    ,
    Types<float, std::int32_t, Kokkos::Serial>, Types<float, std::int64_t, Kokkos::Serial>,
    Types<double, std::int32_t, Kokkos::Serial>, Types<double, std::int64_t, Kokkos::Serial>
#endif
    >;

/// Half of these: any two of a type of values, a type of columns and a space meet in one of them.
/// For tests of what does not depend on all three, which would take long to compile.
using PairsOfTypes =
    testing::Types<Types<float, std::int32_t, Default>, Types<double, std::int64_t, Default>,
#ifdef KOKKOS_ENABLE_SERIAL
                   Types<float, std::int64_t, Kokkos::Serial>,
                   Types<double, std::int32_t, Kokkos::Serial>
#else
                   Types<float, std::int64_t, Default>, Types<double, std::int32_t, Default>
#endif
                   >;

/// Whether kernels of a space run on the host.
template <class Space>
constexpr bool on_host = !KokkosKernels::Impl::is_gpu_exec_space_v<Space>;

}  // namespace SparseConv::Test

#endif
