#ifndef SPARSECONV_METHODS_DIRECT_DIRECT_HPP
#define SPARSECONV_METHODS_DIRECT_DIRECT_HPP

#include <batch/ResultPool.hpp>
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

  /// Measured as 0.06 ns a pixel, but of the bounding boxes alone, which a plan does not know: 0.
  static Cost cost(const Workload& work, const Options&) {
    constexpr CostPerUnit per_unit{5.88e3, 21, 54.4, 0.768, 1.74, 0};
    return {true, 0, per_unit.seconds(work)};
  }

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch) override {
    Filled filled = in_teams([&](auto team) { return fill<decltype(team), Fill>(space, batch); });
    return filled.zeros == 0 ? filled.result : drop_zeros(space, filled.result);
  }

  Matrix symbolic(const ExecutionSpace& space, const Matrix& batch) override {
    return in_teams([&](auto team) { return fill<decltype(team), Clear>(space, batch); }).result;
  }

  void numeric(const ExecutionSpace& space, const Matrix& batch, const Matrix& result) override {
    in_teams([&](auto team) { compute_values<decltype(team)>(space, batch, result); });
  }

 private:
  /// Host: sums and bitmap stay in the second-level cache. Device: several teams share a
  /// multiprocessor's scratch memory.
  static constexpr std::int64_t default_capacity =
      (on_host<ExecutionSpace> ? 256 : 16) * 1024 / static_cast<std::int64_t>(sizeof(Scalar));
  static constexpr int default_team_size = on_host<ExecutionSpace> ? 1 : 128;

  /// A result that may still store zeros, and how many.
  struct Filled {
    Matrix result;
    std::int64_t zeros;
  };

  /// Calls `work` with the kind of teams that this plan works in.
  template <class Work>
  auto in_teams(const Work& work) const {
    if constexpr (on_host<ExecutionSpace>)
      if (team_size_ == 1) return work(OneThread());
    return work(SeveralThreads());
  }

  template <class Team>
  auto make_kernel(const ExecutionSpace& space, const Matrix& batch) const {
    using Kernel = TileKernel<Scalar, Ordinal, ExecutionSpace, Team>;
    const auto tiling = make_tiling(space, batch, geometry_, taps_.reach, capacity_);
    Kernel kernel{batch, taps_, tiling, PixelGrid(geometry_.output.width)};
    kernel.scratch_level = scratch_level(space, Kernel::scratch_bytes(capacity_));
    kernel.tiles_per_team = share(space, tiling.n_tiles);
    kernel.offsets = make_counts(space, "SparseConv::direct::offsets", tiling.n_tiles);
    return kernel;
  }

  /// Count, scan, fill. `Step` says whether values are computed or cleared.
  template <class Team, class Step>
  Filled fill(const ExecutionSpace& space, const Matrix& batch) {
    auto kernel = make_kernel<Team>(space, batch);
    Kokkos::parallel_for("SparseConv::direct::count", policy<Count>(space, kernel), kernel);
    const std::int64_t nnz = counts_to_offsets(space, "SparseConv::direct::scan", kernel.offsets);

    const auto result = pool_.take(space, batch.numRows(), nnz);
    fill_row_map(space, kernel.tiling.first_tile, kernel.offsets, result.row_map);
    kernel.entries = result.entries;
    kernel.values = result.values;
    std::int64_t zeros = 0;
    Kokkos::parallel_reduce("SparseConv::direct::fill", policy<Step>(space, kernel), kernel, zeros);
    space.fence("SparseConv::direct::fill");
    return {result.matrix(static_cast<Ordinal>(geometry_.output.size())), zeros};
  }

  template <class Team>
  void compute_values(const ExecutionSpace& space, const Matrix& batch,
                      const Matrix& result) const {
    auto kernel = make_kernel<Team>(space, batch);
    kernel.row_map = result.graph.row_map;
    kernel.entries = result.graph.entries;
    kernel.values = result.values;
    Kokkos::deep_copy(space, result.values, Scalar(0));
    Kokkos::parallel_for("SparseConv::direct::values", policy<Values>(space, kernel), kernel);
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
  ResultPool<Matrix> pool_;
};

}  // namespace SparseConv::Impl

SPARSECONV_DEFINE_METHOD(direct, Direct)
#define SPARSECONV_INSTANTIATE(...) SPARSECONV_INSTANTIATE_METHOD(direct, __VA_ARGS__)

#endif
