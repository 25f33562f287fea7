#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_THREADWINDOWS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_THREADWINDOWS_HPP

#include <batch/spaces.hpp>
#include <methods/direct/windows/RowKernel.hpp>

namespace SparseConv::Impl {

/// Chooses how wide the windows of threads are, and keeps the memory that they are in.
template <class Scalar, class Ordinal, class ExecutionSpace>
class ThreadWindows {
 public:
  using Rows = RowKernel<Scalar, Ordinal, ExecutionSpace>;
  using AnyTaps = typename Rows::AnyTaps;

  /// \param team_size threads that are to work on a tile, or 0
  ThreadWindows(const ExecutionSpace& space, const Geometry& geometry, const AnyTaps& taps,
                int team_size)
      : width_(width_for(space, geometry, taps)),
        bytes_(Rows::bytes_for(taps, width_)),
        exist_(on_host<ExecutionSpace> && team_size <= 1 && taps.n_runs() > 0 &&
               fits(space, taps, width_)),
        buffer_bytes_(exist_ ? bytes_ * space.concurrency() : 0) {}

  /// Whether threads move windows. They do unless the filter is so large that windows would take
  /// too much memory: then images are cut into tiles, as on a device, which takes a hundred times
  /// as long.
  bool exist() const { return exist_; }

  /// What the windows of all threads take.
  std::int64_t buffer_bytes() const { return buffer_bytes_; }

  WindowWidth width() const { return width_; }

  ThreadMemory<ExecutionSpace> memory(const ExecutionSpace& space) {
    return ThreadMemory<ExecutionSpace>(space, bytes_, rows_);
  }

  void release_memory() { rows_ = {}; }

 private:
  /// Windows are as wide as the result, with strips for tiles that are nearly empty. They are as
  /// wide as a strip if the result has so many strips that the caches save more time than copying
  /// entries takes, and if there is no memory for wider windows.
  static WindowWidth width_for(const ExecutionSpace& space, const Geometry& geometry,
                               const AnyTaps& taps) {
    constexpr std::int64_t few_strips = 2, many_strips = 8;
    const std::int64_t output = geometry.output.width;
    const std::int64_t strip = Strips<Scalar, Ordinal, AnyTaps>::width_for(taps);
    const WindowWidth narrow{strip, strip, !are_small(geometry, taps)};
    if (narrow.cuts_all || output > many_strips * strip) return narrow;
    for (const std::int64_t cut : {output > few_strips * strip ? strip : 0, std::int64_t(0)})
      if (const WindowWidth whole{output, cut, false}; fits(space, taps, whole)) return whole;
    return narrow;
  }

  static bool fits(const ExecutionSpace& space, const AnyTaps& taps, const WindowWidth& width) {
    return Rows::bytes_for(taps, width) <= most_bytes_of_thread(space);
  }

  /// Whether 32 bits can number the pixels of the rows of an image that a window takes in.
  static bool are_small(const Geometry& geometry, const AnyTaps& taps) {
    const std::int64_t width = std::max(geometry.image.width, geometry.output.width);
    return saturating_product(Window(taps, 1).rows + 1, width) < PixelGrid::small;
  }

  static std::int64_t most_bytes_of_thread(const ExecutionSpace& space) {
    constexpr std::int64_t mega = 1 << 20, few = 4;
    const std::int64_t most = space.concurrency() <= few ? 512 * mega : 256 * mega;
    return std::min(most, 8192 * mega / space.concurrency());
  }

  WindowWidth width_;
  std::int64_t bytes_;
  bool exist_;
  std::int64_t buffer_bytes_;
  MemoryOfThreads rows_;
};

}  // namespace SparseConv::Impl

#endif
