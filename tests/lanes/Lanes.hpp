#ifndef SPARSECONV_TESTS_LANES_LANES_HPP
#define SPARSECONV_TESTS_LANES_LANES_HPP

#include <batch/spaces.hpp>
#include <lanes/LanePolicies.hpp>
#include <lanes/LaneRange.hpp>

/// \file
/// An execution space on which code for devices runs without one: every lane of a team is a thread,
/// every barrier a barrier of threads, and the iterations of a range are dealt out as Kokkos deals
/// them out on a GPU. What a lane does between barriers that another may see is a race that
/// ThreadSanitizer reports. To be included before any code that runs on it.

namespace SparseConv::Impl {

template <>
inline constexpr bool on_host<Kokkos::Lanes> = false;

}  // namespace SparseConv::Impl

#endif
