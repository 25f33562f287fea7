#ifndef SPARSECONV_METHODS_GATHER_SCATTER_GATHER_SCATTER_HPP
#define SPARSECONV_METHODS_GATHER_SCATTER_GATHER_SCATTER_HPP

#include <SparseConv/Error.hpp>
#include <batch/chunks.hpp>
#include <batch/spaces.hpp>
#include <methods/Convolution.hpp>
#include <methods/gather_scatter/TapKernel.hpp>

namespace SparseConv::Impl {

/// Takes one tap after the other and adds what it carries from the entries to dense tiles of
/// a chunk of images, which are read back when all taps are done.
template <class Scalar, class Ordinal, class ExecutionSpace>
class GatherScatter : public Convolution<Scalar, Ordinal, ExecutionSpace> {
 public:
  using typename Convolution<Scalar, Ordinal, ExecutionSpace>::Matrix;

  GatherScatter(const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
                const Options& options)
      : geometry_(geometry),
        taps_(make_taps<Scalar>(space, filter, geometry)),
        budget_(options.max_buffer_bytes) {
    SPARSECONV_THROW_IF(!fits(geometry, options), system,
                        "the method gather_scatter needs " +
                            std::to_string(bytes_per_image(geometry)) + " bytes for a result of " +
                            to_string(geometry.output) + ", but may use " +
                            std::to_string(options.max_buffer_bytes) +
                            " (max_buffer_bytes): use the method direct");
  }

  static Cost cost(const Workload& work, const Options& options) {
    constexpr CostPerUnit per_unit{5.87e3, 19.5, 0.725, 1.29, 2.85, 0.742, 0.000652};
    return {fits(work.geometry, options), 0, per_unit.seconds(work)};
  }

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch) override {
    if (batch.nnz() == 0 || taps_.n_taps == 0)
      return empty_batch<Matrix>(space, batch.numRows(), geometry_.output);
    const Chunks chunks = chunks_of(space, batch);
    std::vector<Matrix> results;
    for (std::size_t c = 0; c + 1 < chunks.size(); ++c)
      results.push_back(
          convolve_chunk(space, slice_images(space, batch, chunks[c], chunks[c + 1])));
    return concatenate(space, results);
  }

 private:
  static std::int64_t bytes_per_image(const Geometry& geometry) {
    return geometry.output.size() * static_cast<std::int64_t>(sizeof(Scalar));
  }

  static bool fits(const Geometry& geometry, const Options& options) {
    return bytes_per_image(geometry) <= options.max_buffer_bytes;
  }

  /// A device works on as much as it may at a time. On a host a few megabytes, which the next chunk
  /// uses again, cost less than fresh pages of the operating system.
  Chunks chunks_of(const ExecutionSpace& space, const Matrix& batch) const {
    const std::int64_t bytes =
        on_host<ExecutionSpace> ? std::min(budget_, std::int64_t(16) << 20) : budget_;
    const std::int64_t most = bytes / static_cast<std::int64_t>(sizeof(Scalar));
    const std::int64_t n = batch.numRows();
    if (n <= most / geometry_.output.size()) return {0, n};
    const auto offsets = frame_sizes(space, tiling_of(space, batch));
    counts_to_offsets(space, "SparseConv::gather_scatter::chunks", offsets);
    return chunks_within(offsets, most);
  }

  auto tiling_of(const ExecutionSpace& space, const Matrix& batch) const {
    return make_tiling(space, batch, geometry_, taps_.reach, tile_size);
  }

  Matrix convolve_chunk(const ExecutionSpace& space, const Matrix& chunk) {
    const auto tiling = tiling_of(space, chunk);
    TapKernel<Matrix, ExecutionSpace> kernel{
        tiling,
        taps_,
        chunk.values,
        find_positions(space, chunk.graph.entries, geometry_.image),
        make_room(space, frame_sizes(space, tiling)),
        make_counts(space, "SparseConv::gather_scatter::offsets", tiling.n_tiles)};
    run<typename decltype(kernel)::Scatter>(space, "SparseConv::gather_scatter::scatter", kernel);
    const std::int64_t nnz =
        counts_to_offsets(space, "SparseConv::gather_scatter::scan", kernel.offsets);
    kernel.result = allocate_parts<Matrix>(space, chunk.numRows(), nnz);
    fill_row_map(space, tiling.first_tile, kernel.offsets, kernel.result.row_map);
    run<typename decltype(kernel)::ReadBack>(space, "SparseConv::gather_scatter::read_back",
                                             kernel);
    return kernel.result.matrix(static_cast<Ordinal>(geometry_.output.size()));
  }

  template <class Step, class Kernel>
  static void run(const ExecutionSpace& space, const char* label, const Kernel& kernel) {
    using Policy = Kokkos::TeamPolicy<ExecutionSpace, Step, Kokkos::Schedule<Kokkos::Dynamic>>;
    Kokkos::parallel_for(
        label, Policy(space, static_cast<int>(kernel.tiling.n_tiles), Kokkos::AUTO), kernel);
  }

  /// The sums keep their memory from one chunk to the next.
  Accumulator<Scalar, ExecutionSpace> make_room(const ExecutionSpace& space,
                                                const Offsets<ExecutionSpace>& sizes) {
    const std::int64_t n = counts_to_offsets(space, "SparseConv::gather_scatter::sums", sizes);
    if (n > static_cast<std::int64_t>(sums_.extent(0)))
      sums_ = Kokkos::View<Scalar*, ExecutionSpace>(
          Kokkos::view_alloc(space, Kokkos::WithoutInitializing,
                             "SparseConv::gather_scatter::sums"),
          n);
    return {sizes, sums_};
  }

  /// Host: sums that stay in a cache while all taps are added to them. Device: more teams.
  static constexpr TileSize tile_size{
      (on_host<ExecutionSpace> ? 256 : 16) * 1024 / static_cast<std::int64_t>(sizeof(Scalar)), 1,
      false};

  Geometry geometry_;
  Taps<Scalar, ExecutionSpace> taps_;
  std::int64_t budget_;
  Kokkos::View<Scalar*, ExecutionSpace> sums_;
};

}  // namespace SparseConv::Impl

SPARSECONV_DEFINE_METHOD(gather_scatter, GatherScatter)
#define SPARSECONV_INSTANTIATE(...) SPARSECONV_INSTANTIATE_METHOD(gather_scatter, __VA_ARGS__)

#endif
