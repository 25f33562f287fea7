#ifndef SPARSECONV_METHODS_BOXES_BY_TEAMS_HPP
#define SPARSECONV_METHODS_BOXES_BY_TEAMS_HPP

#include <SparseConv/Batch.hpp>
#include <batch/ArrayPool.hpp>
#include <batch/teams.hpp>
#include <methods/columns.hpp>

namespace SparseConv::Impl {

/// Finds the columns of the entries of each image, and from these the image's box: for a device.
/// Teams share an image of many entries, so that a single image keeps all of them busy.
template <class ExecutionSpace, class AnyTiling>
struct BoxesByTeams {
  using Member = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;

  static constexpr std::int64_t entries_of_team = 4096;
  static constexpr int bytes_of_range = 2 * sizeof(int), alignment = alignof(int);

  AnyTiling tiling;
  Kokkos::View<Columns*, ExecutionSpace> columns;  ///< of images that teams share, or else empty
  std::int64_t teams_of_image;

  void run(const ExecutionSpace& space) const {
    using Policy = Teams<ExecutionSpace>;
    const std::int64_t n = tiling.n_images() * teams_of_image;
    auto policy = Policy(space, number_of_teams(n), Policy::vector_length_max());
    policy.set_scratch_size(0, Kokkos::PerTeam(bytes_of_range + alignment));
    Kokkos::parallel_for("SparseConv::tiling::boxes_by_teams", policy, *this);
  }

  KOKKOS_FUNCTION void operator()(const Member& member) const {
    if (teams_of_image == 1) return find_box(member, member.league_rank());
    const std::int64_t image = member.league_rank() / teams_of_image;
    const std::int64_t team = member.league_rank() - image * teams_of_image;
    const std::int64_t first = tiling.row_map(image), n = tiling.row_map(image + 1) - first;
    const Columns found =
        find(member, first + n * team / teams_of_image, first + n * (team + 1) / teams_of_image);
    Kokkos::single(Kokkos::PerTeam(member), [&] {
      Kokkos::atomic_min(&columns(image).first, found.first);
      Kokkos::atomic_max(&columns(image).second, found.second);
    });
  }

 private:
  /// Without the divisions by the number of teams, of which each takes some 30 instructions.
  KOKKOS_FUNCTION void find_box(const Member& member, std::int64_t image) const {
    const std::int64_t first = tiling.row_map(image), last = tiling.row_map(image + 1);
    const Columns found = find(member, first, last);
    Kokkos::single(Kokkos::PerTeam(member),
                   [&] { tiling.set_box(image, tiling.find_box(first, last, found)); });
  }

  /// The columns of the entries k in [first, last); if there are none, the last is before the
  /// first.
  KOKKOS_FUNCTION Columns find(const Member& member, std::int64_t first, std::int64_t last) const {
    // A copy, as it is taken by reference, and a device has no static members.
    const int bytes = bytes_of_range;
    int* const range =
        static_cast<int*>(member.team_scratch(0).get_shmem_aligned(bytes, alignment));
    int left = static_cast<int>(tiling.grid.width), right = -1;
    Kokkos::single(Kokkos::PerTeam(member), [&] {
      range[0] = left;
      range[1] = right;
    });
    member.team_barrier();
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, first, last), [&](std::int64_t k) {
      const auto column = static_cast<int>(tiling.grid.split(tiling.entries(k)).column);
      left = Kokkos::min(left, column);
      right = Kokkos::max(right, column);
    });
    Kokkos::atomic_min(range, left);
    Kokkos::atomic_max(range + 1, right);
    member.team_barrier();
    return {range[0], range[1]};
  }
};

/// Sets the box of each image and the number of its tiles.
/// \param memory for the columns of the images
template <class ExecutionSpace, class AnyTiling>
static void find_boxes_by_teams(const ExecutionSpace& space,
                                ArrayPool<Kokkos::View<Columns*, ExecutionSpace>>& memory,
                                const AnyTiling& tiling) {
  using Kernel = BoxesByTeams<ExecutionSpace, AnyTiling>;
  const std::int64_t n = tiling.n_images();
  if (n == 0) return;
  const auto n_entries = static_cast<std::int64_t>(tiling.entries.extent(0));
  const std::int64_t teams_of_image = 1 + n_entries / n / Kernel::entries_of_team;
  if (teams_of_image == 1) return Kernel{tiling, {}, 1}.run(space);

  const auto columns = memory.take(space, n);
  const Range<ExecutionSpace> images(space, 0, n);
  Kokkos::parallel_for(
      "SparseConv::tiling::no_columns", images, KOKKOS_LAMBDA(const std::int64_t i) {
        columns(i) = {tiling.grid.width, -1};
      });
  Kernel{tiling, columns, teams_of_image}.run(space);
  Kokkos::parallel_for(
      "SparseConv::tiling::boxes", images, KOKKOS_LAMBDA(const std::int64_t i) {
        tiling.set_box(i, tiling.find_box(tiling.row_map(i), tiling.row_map(i + 1), columns(i)));
      });
}

}  // namespace SparseConv::Impl

#endif
