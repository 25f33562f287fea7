#ifndef SPARSECONV_METHODS_GATHER_SCATTER_GATHER_SCATTER_HPP
#define SPARSECONV_METHODS_GATHER_SCATTER_GATHER_SCATTER_HPP

#include <SparseConv/Error.hpp>
#include <batch/chunks.hpp>
#include <batch/dense.hpp>
#include <methods/Convolution.hpp>
#include <methods/Taps.hpp>

namespace SparseConv::Impl {

/// Where an entry lies.
struct Position {
  std::int64_t image, row, column;
};

template <class ExecutionSpace, class Matrix>
Kokkos::View<Position*, ExecutionSpace> find_positions(const ExecutionSpace& space,
                                                       const Matrix& batch, ImageShape shape) {
  const Kokkos::View<Position*, ExecutionSpace> positions(
      Kokkos::view_alloc(space, Kokkos::WithoutInitializing,
                         "SparseConv::gather_scatter::positions"),
      batch.nnz());
  const PixelGrid grid(shape.width);
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  const std::int64_t n = batch.numRows();
  Kokkos::parallel_for(
      "SparseConv::gather_scatter::gather",
      Kokkos::RangePolicy<ExecutionSpace>(space, 0, static_cast<std::int64_t>(batch.nnz())),
      KOKKOS_LAMBDA(const std::int64_t k) {
        const PixelGrid::Pixel pixel = grid.split(entries(k));
        positions(k) = {find_owner(row_map, n, k), pixel.row, pixel.column};
      });
  return positions;
}

/// Adds what one tap, at shift (row, column), carries to the images. No two entries reach the same
/// pixel.
template <class ExecutionSpace, class Positions, class Values, class Dense, class Weight>
void scatter_tap(const ExecutionSpace& space, const Positions& positions, const Values& values,
                 const Dense& images, std::int64_t row, std::int64_t column, const Weight& weight) {
  const std::int64_t height = images.extent(1), width = images.extent(2);
  Kokkos::parallel_for(
      "SparseConv::gather_scatter::scatter",
      Kokkos::RangePolicy<ExecutionSpace>(space, 0, static_cast<std::int64_t>(values.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t k) {
        const Position at = positions(k);
        const std::int64_t y = at.row + row, x = at.column + column;
        if (y >= 0 && y < height && x >= 0 && x < width)
          images(at.image, y, x) += values(k) * weight();
      });
}

/// Takes one tap after the other and adds what it carries from the entries to a dense accumulator
/// for a chunk of images, which is read back when all taps are done.
template <class Scalar, class Ordinal, class ExecutionSpace>
class GatherScatter : public Convolution<Scalar, Ordinal, ExecutionSpace> {
 public:
  using typename Convolution<Scalar, Ordinal, ExecutionSpace>::Matrix;

  GatherScatter(const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
                const Options& options)
      : geometry_(geometry),
        taps_(make_taps<Scalar>(space, filter, geometry)),
        runs_(Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), taps_.runs)),
        images_in_chunk_(options.max_buffer_bytes / bytes_per_image(geometry)) {
    SPARSECONV_THROW_IF(images_in_chunk_ < 1, system,
                        "the method gather_scatter needs " +
                            std::to_string(bytes_per_image(geometry)) + " bytes for a result of " +
                            to_string(geometry.output) + ", but may use " +
                            std::to_string(options.max_buffer_bytes) +
                            " (max_buffer_bytes): use the method direct");
  }

  static Cost cost(const Workload& work, const Options& options) {
    constexpr CostPerUnit per_unit{1.59e3, 0, 0, 2.77, 5.29, 1.38};
    return {bytes_per_image(work.geometry) <= options.max_buffer_bytes, 0, per_unit.seconds(work)};
  }

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch) override {
    if (batch.nnz() == 0) return empty_batch<Matrix>(space, batch.numRows(), geometry_.output);
    const Chunks chunks = chunks_of_images(batch.numRows(), images_in_chunk_);
    std::vector<Matrix> results;
    for (std::size_t c = 0; c + 1 < chunks.size(); ++c)
      results.push_back(
          convolve_chunk(space, slice_images(space, batch, chunks[c], chunks[c + 1])));
    return concatenate(space, results);
  }

 private:
  using Dense = Kokkos::View<Scalar***, Kokkos::LayoutRight, ExecutionSpace>;

  static std::int64_t bytes_per_image(const Geometry& geometry) {
    return geometry.output.size() * static_cast<std::int64_t>(sizeof(Scalar));
  }

  /// Taps go from the last to the first: a pixel gets its terms in the order of ascending pixels of
  /// the image, as with the other methods.
  Matrix convolve_chunk(const ExecutionSpace& space, const Matrix& chunk) const {
    const Dense images(Kokkos::view_alloc(space, "SparseConv::gather_scatter::images"),
                       chunk.numRows(), geometry_.output.height, geometry_.output.width);
    const auto positions = find_positions(space, chunk, geometry_.image);
    for (std::int64_t r = taps_.n_runs() - 1; r >= 0; --r)
      for (std::int64_t i = runs_(r).length - 1; i >= 0; --i)
        scatter_tap(space, positions, chunk.values, images, runs_(r).row, runs_(r).column + i,
                    Kokkos::subview(taps_.weights, runs_(r).first_weight + i));
    return dense_to_batch<Matrix>(space, images);
  }

  Geometry geometry_;
  Taps<Scalar, ExecutionSpace> taps_;
  Kokkos::View<Run*, Kokkos::HostSpace> runs_;
  std::int64_t images_in_chunk_;
};

}  // namespace SparseConv::Impl

SPARSECONV_DEFINE_METHOD(gather_scatter, GatherScatter)
#define SPARSECONV_INSTANTIATE(...) SPARSECONV_INSTANTIATE_METHOD(gather_scatter, __VA_ARGS__)

#endif
