#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_THREADWINDOWS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_THREADWINDOWS_HPP

#include <batch/spaces.hpp>
#include <methods/direct/windows/ColumnGaps.hpp>
#include <methods/direct/windows/RowKernel.hpp>
#include <optional>

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
      : output_width_(geometry.output.width),
        taps_(taps),
        wanted_(on_host<ExecutionSpace> && team_size <= 1 && taps.n_runs() > 0),
        may_exist_(wanted_ && Rows::can_number(taps, geometry)),
        buffer_bytes_(bytes_of_all(space)) {}

  /// Whether threads are to move windows, if rows are not too wide.
  bool are_wanted() const { return wanted_; }

  /// Whether that is so, and 32 bits can number the pixels of a window.
  bool may_exist() const { return may_exist_; }

  /// What the windows of all threads take, at most.
  std::int64_t buffer_bytes() const { return buffer_bytes_; }

  /// The width for which windows have room: that of the result, or of the widest box so far where
  /// results are so wide that it is worth looking. Nothing where windows for this batch do not fit,
  /// which says nothing about the next batch.
  template <class AnyTiling>
  std::optional<std::int64_t> width_for(const ExecutionSpace& space, const AnyTiling& tiling) {
    const std::int64_t needed = output_width_ <= wide_result
                                    ? output_width_
                                    : std::max(wide_result, widest_box(space, tiling));
    // An earlier width may be too much for an instance of more threads.
    for (const std::int64_t width : {std::max(needed, widest_), needed})
      if (fits(space, width)) return width;
    return std::nullopt;
  }

  /// Memory for windows of a width.
  ThreadMemory<ExecutionSpace> memory(const ExecutionSpace& space, std::int64_t width) {
    const ThreadMemory<ExecutionSpace> memory(space, Rows::bytes_for(taps_, width), rows_);
    widest_ = width;  // now that there is memory
    return memory;
  }

  void release_memory() {
    rows_ = {};
    widest_ = 0;
  }

 private:
  /// What the windows of a thread may take. Rows that need more even without their gaps are cut
  /// into tiles, as on a device, which takes a hundred times as long.
  static std::int64_t most_bytes_of_thread(const ExecutionSpace& space) {
    constexpr std::int64_t mega = 1 << 20, few = 4;
    const std::int64_t most = space.concurrency() <= few ? 512 * mega : 256 * mega;
    return std::min(most, 8192 * mega / space.concurrency());
  }

  bool fits(const ExecutionSpace& space, std::int64_t width) const {
    return Rows::bytes_for(taps_, width) <= most_bytes_of_thread(space);
  }

  std::int64_t bytes_of_all(const ExecutionSpace& space) const {
    if (!wanted_ || !fits(space, 1)) return 0;
    return std::min(Rows::bytes_for(taps_, output_width_), most_bytes_of_thread(space)) *
           space.concurrency();
  }

  std::int64_t output_width_;
  AnyTaps taps_;
  bool wanted_, may_exist_;
  std::int64_t buffer_bytes_;
  MemoryOfThreads rows_;
  std::int64_t widest_ = 0;  ///< width for which windows had room so far
};

}  // namespace SparseConv::Impl

#endif
