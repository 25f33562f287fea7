#ifndef SPARSECONV_METHODS_DIRECT_DIRECT_HPP
#define SPARSECONV_METHODS_DIRECT_DIRECT_HPP

#include <batch/compact.hpp>
#include <batch/spaces.hpp>
#include <methods/Convolution.hpp>
#include <methods/direct/TileKernel.hpp>

namespace SparseConv::Impl {

/// Scatters each image into a dense tile of its result's bounding box and reads the tile back.
///
/// Two phases, count and fill, over the tiles of all images. A bitmap of the tile's pixels says
/// which are stored; it is cheap to make and is made in both phases.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Direct : public Convolution<Scalar, Ordinal, ExecutionSpace> {
 public:
  using typename Convolution<Scalar, Ordinal, ExecutionSpace>::Matrix;

  Direct(const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
         const Options& options)
      : geometry_(geometry),
        taps_(make_taps<Scalar>(space, filter, geometry)),
        capacity_(options.tile_pixels > 0 ? options.tile_pixels : default_capacity),
        team_size_(options.team_size > 0 ? options.team_size : default_team_size) {}

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch) override {
    if constexpr (on_host<ExecutionSpace>)
      if (team_size_ == 1) return convolve_in_teams<OneThread>(space, batch);
    return convolve_in_teams<SeveralThreads>(space, batch);
  }

 private:
  /// Host: sums and bitmap stay in the second-level cache. Device: several teams share a
  /// multiprocessor's scratch memory.
  static constexpr std::int64_t default_capacity =
      (on_host<ExecutionSpace> ? 256 : 16) * 1024 / static_cast<std::int64_t>(sizeof(Scalar));
  static constexpr int default_team_size = on_host<ExecutionSpace> ? 1 : 128;

  template <class Team>
  Matrix convolve_in_teams(const ExecutionSpace& space, const Matrix& batch) const {
    using Kernel = TileKernel<Scalar, Ordinal, ExecutionSpace, Team>;
    const auto tiling = make_tiling(space, batch, geometry_, taps_.reach, capacity_);
    const auto offsets = make_counts(space, "SparseConv::direct::offsets", tiling.n_tiles);
    Kernel kernel{batch,   taps_,
                  tiling,  scratch_level(space, Kernel::scratch_bytes(capacity_)),
                  offsets, share(space, tiling.n_tiles),
                  {}};

    Kokkos::parallel_for("SparseConv::direct::count", policy<typename Kernel::Count>(space, kernel),
                         kernel);
    const std::int64_t nnz = counts_to_offsets(space, "SparseConv::direct::scan", offsets);

    kernel.result = allocate_parts<Matrix>(space, batch.numRows(), nnz);
    fill_row_map(space, tiling.first_tile, offsets, kernel.result.row_map);
    std::int64_t zeros = 0;
    Kokkos::parallel_reduce("SparseConv::direct::fill",
                            policy<typename Kernel::Fill>(space, kernel), kernel, zeros);
    space.fence("SparseConv::direct::fill");
    const Matrix result = kernel.result.matrix(static_cast<Ordinal>(geometry_.output.size()));
    return zeros == 0 ? result : drop_zeros(space, result);
  }

  /// Tiles that a team works on, one after the other: on the host enough to hide what a team costs,
  /// few enough for the threads to finish together.
  static std::int64_t share(const ExecutionSpace& space, std::int64_t n_tiles) {
    const std::int64_t teams =
        on_host<ExecutionSpace> ? 64 * space.concurrency() : std::int64_t(1) << 30;
    return std::max<std::int64_t>(1, (n_tiles + teams - 1) / teams);
  }

  /// The first level of scratch memory where it is large enough.
  int scratch_level(const ExecutionSpace& space, std::int64_t bytes) const {
    const Kokkos::TeamPolicy<ExecutionSpace> teams(space, 1, team_size_);
    return bytes <= static_cast<std::int64_t>(teams.scratch_size_max(0)) ? 0 : 1;
  }

  template <class Tag, class Kernel>
  auto policy(const ExecutionSpace& space, const Kernel& kernel) const {
    using Policy = Kokkos::TeamPolicy<ExecutionSpace, Tag, Kokkos::Schedule<Kokkos::Dynamic>>;
    const std::int64_t n_tiles = kernel.tiling.n_tiles;
    const std::int64_t n_teams = (n_tiles + kernel.tiles_per_team - 1) / kernel.tiles_per_team;
    return Policy(space, static_cast<int>(n_teams), team_size_)
        .set_scratch_size(kernel.scratch_level,
                          Kokkos::PerTeam(static_cast<int>(Kernel::scratch_bytes(capacity_))));
  }

  Geometry geometry_;
  Taps<Scalar, ExecutionSpace> taps_;
  std::int64_t capacity_;
  int team_size_;
};

}  // namespace SparseConv::Impl

SPARSECONV_DEFINE_METHOD(direct, Direct)
#define SPARSECONV_INSTANTIATE(...) SPARSECONV_INSTANTIATE_METHOD(direct, __VA_ARGS__)

#endif
