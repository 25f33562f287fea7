#ifndef SPARSECONV_METHODS_GATHER_SCATTER_GATHER_SCATTER_HPP
#define SPARSECONV_METHODS_GATHER_SCATTER_GATHER_SCATTER_HPP

#include <SparseConv/Error.hpp>
#include <batch/chunks.hpp>
#include <batch/spaces.hpp>
#include <batch/teams.hpp>
#include <methods/gather_scatter/TapKernel.hpp>
#include <methods/registry.hpp>

namespace SparseConv::Impl {

/// Takes one tap after the other, and adds what the tap carries from the entries to dense sums for
/// a chunk of images. When all taps are done, the sums are read back into a result.
template <class Scalar, class Ordinal, class ExecutionSpace>
class GatherScatter : public Algorithm<Scalar, Ordinal, ExecutionSpace> {
 public:
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Matrix;
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Results;

  GatherScatter(const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
                const Options& options)
      : geometry_(geometry),
        taps_(make_taps<Scalar>(space, filter, geometry)),
        budget_(options.max_buffer_bytes) {
    SPARSECONV_THROW_IF(!fits(geometry, options), system,
                        "the method gather_scatter needs " + bytes_of_image_text(geometry) +
                            " bytes for a result of " + to_string(geometry.output) +
                            ", but may use " + std::to_string(options.max_buffer_bytes) +
                            " (max_buffer_bytes): use the method direct");
  }

  static Cost cost(const Workload& work, const Options& options) {
    constexpr CostPerUnit per_unit{5.87e3, 19.5, 0.725, 1.29, 2.85, 0.742, 0.000652};
    return {fits(work.geometry, options) ? Fit::always : Fit::never, 0, per_unit.seconds(work)};
  }

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch, Results& results) override {
    if (batch.nnz() == 0 || taps_.n_taps == 0)
      return empty_batch<Matrix>(space, batch.numRows(), geometry_.output);
    const Chunks chunks = chunks_of(space, batch);
    std::vector<Matrix> of_chunks;
    for (std::size_t c = 0; c + 1 < chunks.size(); ++c)
      of_chunks.push_back(
          convolve_chunk(space, slice_images(space, batch, chunks[c], chunks[c + 1])));
    return concatenate(space, of_chunks, results);
  }

  std::int64_t buffer_bytes() const override { return budget_; }

  void release_memory() override {
    sums_ = {};
    tiling_ = {};
  }

 private:
  static std::int64_t bytes_of_image(const Geometry& geometry) {
    return saturating_product(geometry.output.size(), sizeof(Scalar));
  }

  static std::string bytes_of_image_text(const Geometry& geometry) {
    const std::int64_t bytes = bytes_of_image(geometry);
    return bytes < largest_number ? std::to_string(bytes) : "more than " + std::to_string(bytes);
  }

  static bool fits(const Geometry& geometry, const Options& options) {
    return geometry.output.size() <=
           options.max_buffer_bytes / static_cast<std::int64_t>(sizeof(Scalar));
  }

  /// A device works on as much as it may at a time. On a host a few megabytes, which the next chunk
  /// uses again, cost less than fresh pages of the operating system.
  Chunks chunks_of(const ExecutionSpace& space, const Matrix& batch) {
    const std::int64_t bytes =
        on_host<ExecutionSpace> ? std::min(budget_, std::int64_t(16) << 20) : budget_;
    const std::int64_t most = bytes / static_cast<std::int64_t>(sizeof(Scalar));
    const std::int64_t n = batch.numRows();
    if (n <= most / geometry_.output.size()) return {0, n};
    const auto sizes = copy_to_host(space, box_sizes(space, tiling_of(space, batch)));
    return chunks_within(
        n, most, [&](std::int64_t image) { return sizes[static_cast<std::size_t>(image)]; });
  }

  auto tiling_of(const ExecutionSpace& space, const Matrix& batch) {
    return make_tiling(space, tiling_, batch, geometry_, taps_.reach, tile_size);
  }

  Matrix convolve_chunk(const ExecutionSpace& space, const Matrix& chunk) {
    const auto tiling = tiling_of(space, chunk);
    TapKernel<Matrix, ExecutionSpace> kernel{
        tiling,
        list_tiles(space, tiling_, tiling),
        taps_,
        chunk.values,
        find_pixels(space, chunk.graph.entries, geometry_.image),
        make_room(space, box_sizes(space, tiling)),
        tiling_.counts(space, tiling.n_tiles)};
    run<typename decltype(kernel)::Scatter>(space, "SparseConv::gather_scatter::scatter", kernel);
    const std::int64_t nnz =
        counts_to_offsets(space, "SparseConv::gather_scatter::scan", kernel.offsets);
    kernel.result = allocate_arrays<Matrix>(space, chunk.numRows(), nnz);
    fill_row_map(space, tiling.first_tile, kernel.offsets, kernel.result.row_map);
    run<typename decltype(kernel)::ReadBack>(space, "SparseConv::gather_scatter::read_back",
                                             kernel);
    return kernel.result.matrix(static_cast<Ordinal>(geometry_.output.size()));
  }

  template <class Step, class Kernel>
  static void run(const ExecutionSpace& space, const char* label, const Kernel& kernel) {
    const int n = number_of_teams(kernel.tiling.n_tiles);
    Kokkos::parallel_for(label, Teams<ExecutionSpace, Step>(space, n, Kokkos::AUTO), kernel);
  }

  /// The sums keep their memory from one chunk to the next.
  Accumulator<Scalar, ExecutionSpace> make_room(const ExecutionSpace& space,
                                                const Offsets<ExecutionSpace>& sizes) {
    const std::int64_t n = counts_to_offsets(space, "SparseConv::gather_scatter::sums", sizes);
    if (n > static_cast<std::int64_t>(sums_.extent(0))) {
      sums_ = {};  // frees the old memory before the new memory is allocated
      sums_ = allocate<decltype(sums_)>(space, "SparseConv::gather_scatter::sums", n);
    }
    return {sizes, sums_};
  }

  /// On a host the sums of a tile stay in a cache while all taps are added to them. On a device
  /// tiles are smaller, so that there are more teams.
  static constexpr TileSize tile_size{
      (on_host<ExecutionSpace> ? 256 : 16) * 1024 / static_cast<std::int64_t>(sizeof(Scalar)), 1,
      false};

  Geometry geometry_;
  Taps<Scalar, ExecutionSpace> taps_;
  std::int64_t budget_;
  Kokkos::View<Scalar*, ExecutionSpace> sums_;
  TilingMemory<ExecutionSpace> tiling_;
};

template <>
struct ClassOf<Method::gather_scatter> {
  template <class Scalar, class Ordinal, class ExecutionSpace>
  using type = GatherScatter<Scalar, Ordinal, ExecutionSpace>;
};

}  // namespace SparseConv::Impl

#endif
