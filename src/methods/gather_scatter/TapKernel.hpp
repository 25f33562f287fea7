#ifndef SPARSECONV_METHODS_GATHER_SCATTER_TAPKERNEL_HPP
#define SPARSECONV_METHODS_GATHER_SCATTER_TAPKERNEL_HPP

#include <SparseConv/Batch.hpp>
#include <batch/allocate.hpp>
#include <batch/offsets.hpp>
#include <methods/Tiling.hpp>

namespace SparseConv::Impl {

/// The pixel of an entry, in half as much memory.
struct SmallPixel {
  std::int32_t row, column;
};

template <class ExecutionSpace, class Entries>
static Kokkos::View<SmallPixel*, ExecutionSpace> find_pixels(const ExecutionSpace& space,
                                                             const Entries& entries,
                                                             ImageShape shape) {
  const auto nnz = static_cast<std::int64_t>(entries.extent(0));
  const auto pixels = allocate<Kokkos::View<SmallPixel*, ExecutionSpace>>(
      space, "SparseConv::gather_scatter::pixels", nnz);
  const PixelGrid grid(shape.width);
  Kokkos::parallel_for(
      "SparseConv::gather_scatter::gather", Range<ExecutionSpace>(space, 0, nnz),
      KOKKOS_LAMBDA(const std::int64_t k) {
        const Pixel pixel = grid.split(entries(k));
        pixels(k) = {static_cast<std::int32_t>(pixel.row), static_cast<std::int32_t>(pixel.column)};
      });
  return pixels;
}

/// The number of pixels in the bounding box of each result.
template <class ExecutionSpace, class AnyTiling>
static Offsets<ExecutionSpace> box_sizes(const ExecutionSpace& space, const AnyTiling& tiling) {
  const std::int64_t n = tiling.n_images();
  const auto sizes = make_counts(space, "SparseConv::gather_scatter::sizes", n);
  Kokkos::parallel_for(
      "SparseConv::gather_scatter::sizes", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) { sizes(i) = tiling.boxes(i).size(); });
  return sizes;
}

/// Dense sums for the bounding boxes of all results. Tiles are whole rows of a box.
template <class Scalar, class ExecutionSpace>
struct Accumulator {
  Offsets<ExecutionSpace> first;  ///< the first sum of each box
  Kokkos::View<Scalar*, ExecutionSpace> sums;

  KOKKOS_INLINE_FUNCTION Scalar* of(const Tile& tile, const Rectangle& box) const {
    return sums.data() + first(tile.image) + (tile.row - box.row) * box.width;
  }
};

template <class Scalar>
KOKKOS_INLINE_FUNCTION std::int32_t count_nonzeros(const Scalar* sums, std::int64_t length) {
  std::int32_t n = 0;
  for (std::int64_t x = 0; x < length; ++x) n += sums[x] != Scalar(0) ? 1 : 0;
  return n;
}

/// What a team does with a tile: the step Scatter adds up all taps, one after the other, and the
/// step ReadBack writes the sums into a result.
template <class Matrix, class ExecutionSpace>
struct TapKernel {
  using Scalar = typename Matrix::non_const_value_type;
  using Ordinal = typename Matrix::non_const_ordinal_type;
  using Member = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;

  struct Scatter {};
  struct ReadBack {};

  Tiling<Matrix, ExecutionSpace> tiling;
  Kokkos::View<Tile*, ExecutionSpace> tiles;
  Taps<Scalar, ExecutionSpace> taps;
  typename Matrix::values_type values;
  Kokkos::View<SmallPixel*, ExecutionSpace> pixels;  ///< of all entries
  Accumulator<Scalar, ExecutionSpace> accumulator;
  Offsets<ExecutionSpace> offsets;  ///< where each tile begins among the entries of the result
  BatchArrays<Matrix> result = {};

  /// Adds up the sums of a tile, and counts the sums that are not zero.
  KOKKOS_FUNCTION void operator()(Scatter, const Member& member) const {
    const Tile tile = tiles(member.league_rank());
    Scalar* const sums = accumulator.of(tile, tiling.boxes(tile.image));
    clear(member, tile, sums);
    // Runs come from the last to the first, so that a pixel gets its terms in the order of
    // ascending pixels of the image, as with the other methods.
    for (std::int64_t r = taps.n_runs() - 1; r >= 0; --r) add_run(member, tile, taps.runs(r), sums);
    member.team_barrier();
    std::int64_t count = 0;
    const std::int64_t length = sums_of_thread(tile);
    Kokkos::parallel_reduce(
        Kokkos::TeamThreadRange(member, tile.size() / length),
        [&](const std::int64_t piece, std::int64_t& n) {
          n += count_nonzeros(sums + piece * length, length);
        },
        count);
    Kokkos::single(Kokkos::PerTeam(member), [&] { offsets(member.league_rank()) = count; });
  }

  /// Writes the sums that are not zero into the result.
  KOKKOS_FUNCTION void operator()(ReadBack, const Member& member) const {
    const Tile tile = tiles(member.league_rank());
    const Scalar* const sums = accumulator.of(tile, tiling.boxes(tile.image));
    const std::int64_t first = offsets(member.league_rank());
    const std::int64_t length = sums_of_thread(tile);
    const PixelGrid grid(tile.width);
    Kokkos::parallel_scan(Kokkos::TeamThreadRange(member, tile.size() / length),
                          [&](const std::int64_t piece, std::int64_t& count, const bool is_final) {
                            const Scalar* const begin = sums + piece * length;
                            const std::int64_t n = count_nonzeros(begin, length);
                            const Pixel pixel = grid.split(piece * length);
                            if (is_final)
                              write_sums(begin, tile, pixel, first + count, first + count + n);
                            count += n;
                          });
  }

 private:
  /// Neighbouring sums that a thread takes at a time: on a host a row of the tile, in vector
  /// instructions; on a device one, as a tile may be a single row.
  static KOKKOS_FUNCTION std::int64_t sums_of_thread(const Tile& tile) {
    return on_host<ExecutionSpace> ? tile.width : 1;
  }

  KOKKOS_FUNCTION void clear(const Member& member, const Tile& tile, Scalar* sums) const {
    const std::int64_t length = sums_of_thread(tile);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, tile.size() / length),
                         [&](const std::int64_t piece) {
                           Scalar* const begin = sums + piece * length;
                           for (std::int64_t x = 0; x < length; ++x) begin[x] = Scalar(0);
                         });
  }

  /// Adds what the taps of a run carry into the tile. With one tap no two entries reach the same
  /// pixel: no atomics are needed.
  KOKKOS_FUNCTION void add_run(const Member& member, const Tile& tile, const Run& run,
                               Scalar* sums) const {
    const std::int64_t down = run.row - tile.row, image_width = tiling.grid.width;
    const std::int64_t first =
        lower_bound(tiling.entries, tile.first_entry, tile.last_entry, -down * image_width);
    const std::int64_t last =
        lower_bound(tiling.entries, first, tile.last_entry, (tile.height - down) * image_width);
    for (std::int64_t i = run.length - 1; i >= 0; --i) {
      const std::int64_t right = run.column + i - tile.column, width = tile.width;
      const Scalar weight = taps.weights(run.first_weight + i);
      member.team_barrier();
      Kokkos::parallel_for(Kokkos::TeamThreadRange(member, first, last), [&](const std::int64_t k) {
        const std::int64_t y = pixels(k).row + down, x = pixels(k).column + right;
        if (x >= 0 && x < width) sums[y * width + x] += values(k) * weight;
      });
    }
  }

  /// Writes the sums from a pixel of a tile on that are not zero to entries `next` to `end - 1` of
  /// the result. There is no branch for each pixel: the next sum overwrites a zero.
  KOKKOS_FUNCTION void write_sums(const Scalar* sums, const Tile& tile, const Pixel& pixel,
                                  std::int64_t next, std::int64_t end) const {
    const std::int64_t first =
        (tile.row + pixel.row) * tiling.output.width + tile.column + pixel.column;
    for (std::int64_t x = 0; next < end; ++x) {
      result.entries(next) = static_cast<Ordinal>(first + x);
      result.values(next) = sums[x];
      next += sums[x] != Scalar(0) ? 1 : 0;
    }
  }
};

}  // namespace SparseConv::Impl

#endif
