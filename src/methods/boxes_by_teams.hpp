#ifndef SPARSECONV_METHODS_COLUMNS_OF_IMAGES_HPP
#define SPARSECONV_METHODS_COLUMNS_OF_IMAGES_HPP

#include <SparseConv/Batch.hpp>
#include <batch/ArrayPool.hpp>
#include <batch/teams.hpp>
#include <methods/columns.hpp>

namespace SparseConv::Impl {

/// Finds the columns of the entries of each image: for a device. Teams share an image of many
/// entries, so that a single image keeps all of them busy.
template <class ExecutionSpace, class AnyTiling>
struct ColumnsKernel {
  using Member = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;

  static constexpr std::int64_t entries_of_team = 4096;

  AnyTiling tiling;
  Kokkos::View<Columns*, ExecutionSpace> columns;
  std::int64_t teams_of_image;

  void run(const ExecutionSpace& space) const {
    using Policy = Teams<ExecutionSpace>;
    const std::int64_t n = tiling.n_images() * teams_of_image;
    auto policy = Policy(space, number_of_teams(n), Policy::vector_length_max());
    policy.set_scratch_size(0, Kokkos::PerTeam(static_cast<int>(sizeof(int) * 4)));
    Kokkos::parallel_for("SparseConv::tiling::columns", policy, *this);
  }

  KOKKOS_FUNCTION void operator()(const Member& member) const {
    const std::int64_t image = member.league_rank() / teams_of_image;
    const std::int64_t team = member.league_rank() % teams_of_image;
    const std::int64_t first = tiling.row_map(image), n = tiling.row_map(image + 1) - first;
    find(member, columns(image), first + n * team / teams_of_image,
         first + n * (team + 1) / teams_of_image);
  }

 private:
  /// Widens columns by those of the entries k in [first, last).
  KOKKOS_FUNCTION void find(const Member& member, Columns& found, std::int64_t first,
                            std::int64_t last) const {
    int* const range = static_cast<int*>(member.team_scratch(0).get_shmem(2 * sizeof(int)));
    Kokkos::single(Kokkos::PerTeam(member), [&] {
      range[0] = static_cast<int>(tiling.grid.width);
      range[1] = -1;
    });
    member.team_barrier();
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, first, last), [&](std::int64_t k) {
      const auto column = static_cast<int>(tiling.grid.split(tiling.entries(k)).column);
      Kokkos::atomic_min(range, column);
      Kokkos::atomic_max(range + 1, column);
    });
    member.team_barrier();
    Kokkos::single(Kokkos::PerTeam(member), [&] {
      Kokkos::atomic_min(&found.first, range[0]);
      Kokkos::atomic_max(&found.second, range[1]);
    });
  }
};

/// \param memory for the columns
template <class ExecutionSpace, class AnyTiling>
static Kokkos::View<Columns*, ExecutionSpace> columns_of_images(
    const ExecutionSpace& space, ArrayPool<Kokkos::View<Columns*, ExecutionSpace>>& memory,
    const AnyTiling& tiling) {
  const std::int64_t n = tiling.n_images();
  const auto columns = memory.take(space, n);
  if (n == 0) return columns;
  Kokkos::parallel_for(
      "SparseConv::tiling::no_columns", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) {
        columns(i) = {tiling.grid.width, -1};
      });
  const auto entries_of_image = static_cast<std::int64_t>(tiling.entries.extent(0)) / n;
  using Kernel = ColumnsKernel<ExecutionSpace, AnyTiling>;
  Kernel{tiling, columns, 1 + entries_of_image / Kernel::entries_of_team}.run(space);
  return columns;
}

}  // namespace SparseConv::Impl

#endif
