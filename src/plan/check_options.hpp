#ifndef SPARSECONV_PLAN_CHECK_OPTIONS_HPP
#define SPARSECONV_PLAN_CHECK_OPTIONS_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/Options.hpp>
#include <methods/tile_memory.hpp>

namespace SparseConv::Impl {

/// What an execution space allows.
struct SpaceLimits {
  int team_size;             ///< threads of a team
  std::int64_t tile_pixels;  ///< pixels of a tile, whose memory has to fit the scratch of a team
};

/// Checks all options.
/// \throws Error (input) if an option is out of its range: the error tells name, value and range
void check_options(const Options& options, const SpaceLimits& limits);

template <class Scalar, class ExecutionSpace>
static SpaceLimits limits_of(const ExecutionSpace& space) {
  using Policy = Kokkos::TeamPolicy<ExecutionSpace>;
  const auto nothing = KOKKOS_LAMBDA(const typename Policy::member_type&){};
  const Policy policy(space, 1, 1);
  return {policy.team_size_max(nothing, Kokkos::ParallelForTag()),
          most_tile_pixels<Scalar>(policy.scratch_size_max(tile_scratch_level<ExecutionSpace>))};
}

}  // namespace SparseConv::Impl

#endif
