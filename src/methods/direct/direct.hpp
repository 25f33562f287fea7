#ifndef SPARSECONV_METHODS_DIRECT_DIRECT_HPP
#define SPARSECONV_METHODS_DIRECT_DIRECT_HPP

#include <batch/compact.hpp>
#include <batch/spaces.hpp>
#include <divide_up.hpp>
#include <methods/direct/tiles/TileKernel.hpp>
#include <methods/direct/windows/ThreadWindows.hpp>
#include <methods/registry.hpp>

namespace SparseConv::Impl {

/// Scatters each image into dense rows or tiles of the bounding box of its result, and reads the
/// stored pixels back.
///
/// Two steps, count and fill, go through the tiles of all images. A bit for each pixel of a tile
/// says whether the pixel is stored; bits are so cheap that both steps make them. On a host a tile
/// consists of whole rows, down which a thread moves a window (RowKernel). On a device a tile fits
/// the scratch memory of a team of threads (TileKernel). On a host both kernels compute the same
/// bits; a device, which fuses products with sums, agrees with them to rounding.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Direct : public Algorithm<Scalar, Ordinal, ExecutionSpace> {
 public:
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Matrix;
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Results;

  Direct(const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
         const Options& options)
      : geometry_(geometry),
        options_(options),
        filter_(make_filter(space, filter, geometry)),
        flag_(space),
        windows_(space, geometry, filter_.taps, options.team_size) {}

  /// The method refuses only a batch with too many tiles. On a host most images are a tile each,
  /// unless the filter is too large for a window.
  static Cost cost(const Workload& work, const Options& options) {
    constexpr CostPerUnit per_unit{2.36e3, 55.8, 3.38, 0.0821, 1.03, 0.048, 0.00129};
    const bool of_images =
        on_host<ExecutionSpace> && options.tile_pixels == 0 && options.team_size <= 1;
    const std::int64_t pixels = options.tile_pixels > 0 ? options.tile_pixels : default_tile_pixels;
    const double tiles =
        of_images ? static_cast<double>(work.n_images) : work.area() / static_cast<double>(pixels);
    return {tiles < static_cast<double>(most_tiles) ? Fit::always : Fit::as_expected, 0,
            per_unit.seconds(work)};
  }

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch, Results& results) override {
    return with_kernel(space, batch, [&](auto kernel) {
      const Filled filled = fill<Fill>(space, kernel, results);
      return filled.any_zero ? drop_zeros(space, filled.result) : filled.result;
    });
  }

  bool has_phases() const override { return true; }

  Matrix symbolic(const ExecutionSpace& space, const Matrix& batch, Results& results) override {
    return with_kernel(space, batch,
                       [&](auto kernel) { return fill<Clear>(space, kernel, results).result; });
  }

  void numeric(const ExecutionSpace& space, const Matrix& batch, const Matrix& result) override {
    if (options_.check != Check::all) return values_at(space, batch, result);
    with_kernel_for(space, batch, result, [&](auto& kernel) { compute_checked(space, kernel); });
  }

  void values_at(const ExecutionSpace& space, const Matrix& batch, const Matrix& result) override {
    with_kernel_for(space, batch, result, [&](auto& kernel) { compute(space, kernel); });
  }

  std::int64_t buffer_bytes() const override { return windows_.buffer_bytes(); }

  void release_memory() override {
    windows_.release_memory();
    tiling_ = {};
  }

 private:
  using Rows = RowKernel<Scalar, Ordinal, ExecutionSpace>;
  using Tiles = TileKernel<Scalar, Ordinal, ExecutionSpace>;

  static auto make_filter(const ExecutionSpace& space, const Filter& filter,
                          const Geometry& geometry) {
    const auto taps = make_taps<Scalar>(space, filter, geometry);
    const auto factors = make_factors(space, filter, geometry, taps);
    return WindowedFilter<Scalar, ExecutionSpace>{taps, make_shifted_runs(space, taps, factors),
                                                  factors};
  }

  /// On a device one warp where a tile has on average no more entries than a warp has threads, as
  /// further threads would have none; otherwise two, of which one computes while the other waits.
  template <class AnyTiling>
  int team_size(const AnyTiling& tiling) const {
    const int asked = options_.team_size;
    if (asked > 0 || on_host<ExecutionSpace>) return std::max(asked, 1);
    const int warp = Kokkos::TeamPolicy<ExecutionSpace>::vector_length_max();
    const auto n_entries = static_cast<std::int64_t>(tiling.entries.extent(0));
    return n_entries <= tiling.n_tiles * warp ? warp : 2 * warp;
  }

  /// So few that scratch memory does not limit how many teams a multiprocessor runs.
  static constexpr std::int64_t default_tile_pixels = 2048;

  struct Filled {
    Matrix result;
    bool any_zero;  ///< whether the result stores a zero
  };

  /// Calls `work` with the kernel for this batch.
  template <class Work>
  auto with_kernel(const ExecutionSpace& space, const Matrix& batch, const Work& work) {
    if constexpr (on_host<ExecutionSpace>)
      if (windows_.exist()) {
        const auto tiling = tile_whole_rows(space, batch);
        return work(share_out(
            space, Rows{batch, filter_, tiling, windows_.memory(space), windows_.width()}));
      }
    const auto tiling = tile_for_teams(space, batch);
    if (first_taps_.extent(0) == 0)
      first_taps_ = make_first_taps(space, filter_.taps, filter_.factors);
    return work(Tiles{{batch, tiling, filter_.factors, first_taps_},
                      filter_.taps,
                      list_tiles(space, tiling_, tiling),
                      PixelGrid(geometry_.output.width),
                      team_size(tiling)});
  }

  /// The same for a result that has its columns. Its values become zeros, of which the kernel
  /// replaces the values that the batch reaches.
  template <class Work>
  void with_kernel_for(const ExecutionSpace& space, const Matrix& batch, const Matrix& result,
                       const Work& work) {
    with_kernel(space, batch, [&](auto kernel) {
      Kokkos::deep_copy(space, result.values, Scalar(0));
      kernel.result.row_map = result.graph.row_map;
      kernel.result.entries = result.graph.entries;
      kernel.result.values = result.values;
      work(kernel);
    });
  }

  /// Tiles that fit the memory of a team. If an image is one tile, or if there are few tiles, empty
  /// ones cost less than looking for the boxes of images.
  auto tile_for_teams(const ExecutionSpace& space, const Matrix& batch) {
    constexpr std::int64_t few_tiles = 1 << 16, few_tiles_of_image = 8;
    const std::int64_t asked = options_.tile_pixels;
    const TileSize size{asked > 0 ? asked : default_tile_pixels, 1};
    const ImageShape output = geometry_.output;
    const TiledBox whole({0, 0, output.height, output.width}, size);
    const std::int64_t n = whole.n_tiles(), most = n == 1 ? most_tiles : few_tiles;
    if (n <= few_tiles_of_image && n * batch.numRows() <= most)
      return make_even_tiling<ExecutionSpace>(batch, geometry_, filter_.taps.reach, whole);
    return cut(space, batch, size);
  }

  auto cut(const ExecutionSpace& space, const Matrix& batch, const TileSize& size) {
    return make_tiling(space, tiling_, batch, geometry_, filter_.taps.reach, size);
  }

  /// Tiles of whole rows: small enough for all threads to share the work, but not so low that the
  /// filter's height counts. Most images are a tile each.
  auto tile_whole_rows(const ExecutionSpace& space, const Matrix& batch) {
    constexpr std::int64_t least = 1 << 14, tiles_per_thread = 8;
    const std::int64_t pixels = geometry_.output.size();
    const std::int64_t share =
        saturating_product(batch.numRows(), pixels) / (tiles_per_thread * space.concurrency());
    const std::int64_t asked = options_.tile_pixels;
    const std::int64_t size = asked > 0 ? asked : std::max(share, least);
    if (pixels <= size)
      return make_tiling_of_images<ExecutionSpace>(batch, geometry_, filter_.taps.reach);
    return cut(space, batch, {size, asked > 0 ? 1 : least_rows(space, batch.numRows()), false});
  }

  /// The fewest rows of a tile. Entries above and below a tile reach it, too, and are visited again
  /// for it: in a high tile they are a small part. Lower tiles are made only where threads would
  /// have none.
  std::int64_t least_rows(const ExecutionSpace& space, std::int64_t n_images) const {
    const std::int64_t filter_height = filter_.taps.reach.height();
    const std::int64_t most = 8 * filter_height, height = geometry_.output.height;
    const std::int64_t tiles = divide_up(height, most), threads = space.concurrency();
    if (n_images * tiles >= 4 * threads) return most;
    const std::int64_t rounds = divide_up(n_images * tiles, threads);  // 0 without images
    return std::clamp(n_images * height / std::max(rounds * threads, std::int64_t(1)),
                      filter_height, most);
  }

  /// Sets the tiles of a task: so many that they hide the cost of a task, and so few that the
  /// threads finish together.
  static Rows share_out(const ExecutionSpace& space, Rows kernel) {
    const std::int64_t tasks = 16 * space.concurrency();
    kernel.tiles_per_task = std::max<std::int64_t>(1, divide_up(kernel.tiling.n_tiles, tasks));
    return kernel;
  }

  /// Count, scan, fill. `Step` is Fill or Clear: values are computed or set to zero. Zeros are
  /// looked for only by Fill, as all values of Clear are zero.
  template <class Step, class Kernel>
  Filled fill(const ExecutionSpace& space, Kernel& kernel, Results& results) {
    const auto& tiling = kernel.tiling;
    const auto row_map = results.row_map(space, kernel.batch.numRows());
    auto& offsets = kernel.result.offsets = row_map;
    if (!tiling.is_one_tile_each()) offsets = tiling_.counts(space, tiling.n_tiles);
    if constexpr (std::is_same_v<Kernel, Tiles>)
      kernel.bitmaps =
          tiling_.bitmaps.take(space, tiling.n_tiles * words_for<TileWord>(tiling.size.pixels));
    const auto count_policy = kernel.template policy<Count>(space);
    Kokkos::parallel_for("SparseConv::direct::count", count_policy, kernel);
    const Scanned found = scan_counts(space, "SparseConv::direct::scan", offsets);
    if (!tiling.is_one_tile_each()) fill_row_map_of_tiles(space, tiling, offsets, row_map);

    const auto arrays = results.arrays(space, row_map, found.total);
    kernel.result.entries = arrays.entries;
    kernel.result.values = arrays.values;
    if constexpr (std::is_same_v<Kernel, Tiles>)
      kernel.most_listed = on_host<ExecutionSpace> ? tiling.size.pixels : found.largest;
    const auto fill_policy = kernel.template policy<Step>(space);
    bool any_zero = false;
    if constexpr (std::is_same_v<Step, Fill>)
      any_zero = found_by("SparseConv::direct::fill", space, fill_policy, kernel);
    else
      Kokkos::parallel_for("SparseConv::direct::clear", fill_policy, kernel);
    return {arrays.matrix(static_cast<Ordinal>(geometry_.output.size())), any_zero};
  }

  template <class Kernel>
  static void compute(const ExecutionSpace& space, Kernel& kernel) {
    const auto policy = kernel.template policy<Values>(space);
    Kokkos::parallel_for("SparseConv::direct::values", policy, kernel);
  }

  template <class Kernel>
  void compute_checked(const ExecutionSpace& space, Kernel& kernel) {
    const auto policy = kernel.template policy<CheckedValues>(space);
    const bool missing = found_by("SparseConv::direct::values", space, policy, kernel);
    SPARSECONV_THROW_IF(missing, input,
                        "the batch reaches pixels that the result does not store: use the result "
                        "of symbolic for a batch of this pattern");
  }

  /// Runs a step. Returns whether it has raised its flag.
  template <class Policy, class Kernel>
  bool found_by(const char* label, const ExecutionSpace& space, const Policy& policy,
                Kernel& kernel) {
    kernel.result.flag = flag_;
    Kokkos::parallel_for(label, policy, kernel);
    return flag_.take(space);
  }

  Geometry geometry_;
  Options options_;
  WindowedFilter<Scalar, ExecutionSpace> filter_;
  Kokkos::View<Tap<Scalar>*, ExecutionSpace> first_taps_;  ///< made where there are tiles
  Flag<ExecutionSpace> flag_;
  ThreadWindows<Scalar, Ordinal, ExecutionSpace> windows_;
  TilingMemory<ExecutionSpace> tiling_;
};

template <>
struct ClassOf<Method::direct> {
  template <class Scalar, class Ordinal, class ExecutionSpace>
  using type = Direct<Scalar, Ordinal, ExecutionSpace>;
};

}  // namespace SparseConv::Impl

#endif
