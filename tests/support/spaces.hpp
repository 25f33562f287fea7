#ifndef SPARSECONV_TESTS_SPACES_HPP
#define SPARSECONV_TESTS_SPACES_HPP

#include <gtest/gtest.h>
#include <KokkosKernels_ExecSpaceUtils.hpp>
#include <Kokkos_Core.hpp>
#include <built_spaces.hpp>
#include <tuple>
#include <type_traits>

namespace SparseConv::Test {

/// One combination of types that the library is built for.
template <class ScalarType, class OrdinalType, class Space>
struct Types {
  using Scalar = ScalarType;
  using Ordinal = OrdinalType;
  using ExecutionSpace = Space;
};

/// The spaces that the library is built for. The last one is Serial, where that is among them.
using Spaces = std::tuple<SPARSECONV_SPACES>;
using Default = Kokkos::DefaultExecutionSpace;
using Last = std::tuple_element_t<std::tuple_size_v<Spaces> - 1, Spaces>;

/// The types for which a test suite runs: all types, in the default space and in the last one.
using TypesOfDefault =
    testing::Types<Types<float, std::int32_t, Default>, Types<float, std::int64_t, Default>,
                   Types<double, std::int32_t, Default>, Types<double, std::int64_t, Default>>;
using TypesOfBoth =
    testing::Types<Types<float, std::int32_t, Default>, Types<float, std::int64_t, Default>,
                   Types<double, std::int32_t, Default>, Types<double, std::int64_t, Default>,
                   Types<float, std::int32_t, Last>, Types<float, std::int64_t, Last>,
                   Types<double, std::int32_t, Last>, Types<double, std::int64_t, Last>>;
using AllTypes = std::conditional_t<std::is_same_v<Default, Last>, TypesOfDefault, TypesOfBoth>;

/// Half of these: any two of a type of values, a type of columns and a space meet in one of them.
/// For tests that would take long to compile or to run for all.
using PairsOfTypes =
    testing::Types<Types<float, std::int32_t, Default>, Types<double, std::int64_t, Default>,
                   Types<float, std::int64_t, Last>, Types<double, std::int32_t, Last>>;

/// Whether kernels of a space run on the host.
template <class Space>
constexpr bool on_host = !KokkosKernels::Impl::is_gpu_exec_space_v<Space>;

}  // namespace SparseConv::Test

#endif
