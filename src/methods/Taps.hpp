#ifndef SPARSECONV_METHODS_TAPS_HPP
#define SPARSECONV_METHODS_TAPS_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <algorithm>
#include <batch/host_array.hpp>
#include <batch/saturate.hpp>
#include <cmath>
#include <divide_up.hpp>
#include <rows/Geometry.hpp>
#include <string>
#include <vector>

namespace SparseConv::Impl {

/// Neighbouring taps in a row of the filter. With them an entry at (r, c) adds to the pixels
/// (r + row, c + column) to (r + row, c + column + length - 1) of the result:
///
///     a row of the filter:  0 5 7 0 2     two runs: 5 7 and 2
struct Run {
  std::int32_t row;
  std::int32_t column;
  std::int32_t length;
  std::int32_t first_weight;
  std::int32_t span;  ///< the number of its span
};

/// The columns of a run. Most filters have few different spans, and a box has one.
struct Span {
  std::int32_t column;
  std::int32_t length;
};

/// The smallest rectangle around the taps, as shifts from an entry to pixels of the result.
struct Reach {
  std::int64_t first_row = 0, last_row = -1;
  std::int64_t first_column = 0, last_column = -1;

  KOKKOS_INLINE_FUNCTION std::int64_t height() const { return last_row - first_row + 1; }
  KOKKOS_INLINE_FUNCTION std::int64_t width() const { return last_column - first_column + 1; }
};

/// Zeros pad the weights of all runs to the same length, a multiple of this number: a loop over the
/// weights becomes vector instructions.
constexpr std::int32_t run_padding = 8;

/// The taps of a filter as the methods use them: runs, in the order of the rows and columns of the
/// filter.
template <class Scalar, class ExecutionSpace>
struct Taps {
  Kokkos::View<Run*, ExecutionSpace> runs;
  Kokkos::View<Span*, ExecutionSpace> spans;
  Kokkos::View<Scalar*, ExecutionSpace> weights;
  /// All weights in the rectangle `reach`, zeros included, with a row of zeros before and after.
  Kokkos::View<Scalar*, ExecutionSpace> table;
  ImageShape filter;
  Reach reach;
  std::int64_t n_taps = 0;
  bool finite = true;  ///< no weight is infinite or not a number

  KOKKOS_INLINE_FUNCTION std::int64_t n_runs() const { return runs.extent(0); }
  KOKKOS_INLINE_FUNCTION std::int64_t n_spans() const { return spans.extent(0); }
  /// Weights of a run, with the zeros that pad them.
  KOKKOS_INLINE_FUNCTION std::int64_t padded_length() const {
    return n_runs() == 0 ? 0 : weights.extent(0) / n_runs();
  }
};

/// Finds the runs of a filter, after its weights are rounded to Scalar.
template <class Scalar>
std::vector<Run> find_runs(const Filter& filter, const Geometry& geometry) {
  std::vector<Run> runs;
  for (std::int64_t i = 0; i < filter.shape().height; ++i)
    for (std::int64_t j = 0; j < filter.shape().width; ++j) {
      const auto column = static_cast<std::int32_t>(j - geometry.column_origin);
      if (static_cast<Scalar>(filter(i, j)) == Scalar(0)) continue;
      const bool neighbour = !runs.empty() && runs.back().row == i - geometry.row_origin &&
                             runs.back().column + runs.back().length == column;
      if (neighbour)
        ++runs.back().length;
      else
        runs.push_back({static_cast<std::int32_t>(i - geometry.row_origin), column, 1, 0, 0});
    }
  return runs;
}

/// Finds the different spans, and sets the number of the span in each run.
inline std::vector<Span> find_spans(std::vector<Run>& runs) {
  std::vector<Span> spans;
  for (Run& run : runs) {
    const auto same = [&](const Span& span) {
      return span.column == run.column && span.length == run.length;
    };
    const auto found = std::find_if(spans.begin(), spans.end(), same);
    run.span = static_cast<std::int32_t>(found - spans.begin());
    if (found == spans.end()) spans.push_back({run.column, run.length});
  }
  return spans;
}

/// Weights of a run, with the zeros that pad them.
/// \throws Error (system) if 32 bits cannot number the weights of all runs
inline std::int32_t padded_length(const std::vector<Run>& runs) {
  std::int64_t longest = 0;
  for (const Run& run : runs) longest = std::max<std::int64_t>(longest, run.length);
  const std::int64_t length = round_up(longest, run_padding);
  const auto n_runs = static_cast<std::int64_t>(runs.size());
  SPARSECONV_THROW_IF(saturating_product(n_runs, length) > PixelGrid::small, system,
                      "a filter of " + std::to_string(n_runs) + " runs of up to " +
                          std::to_string(longest) +
                          " taps is too large: it may have 2^31 - 1 weights, with runs padded to "
                          "the longest");
  return static_cast<std::int32_t>(length);
}

/// Finds the padded weights of all runs, and sets in each run where its weights begin.
template <class Scalar>
std::vector<Scalar> find_weights(const Filter& filter, const Geometry& geometry,
                                 std::vector<Run>& runs) {
  const std::int32_t length = padded_length(runs);
  std::vector<Scalar> weights(runs.size() * static_cast<std::size_t>(length), Scalar(0));
  std::int32_t first = 0;
  for (Run& run : runs) {
    run.first_weight = first;
    for (std::int32_t i = 0; i < run.length; ++i)
      weights[static_cast<std::size_t>(first + i)] = static_cast<Scalar>(
          filter(run.row + geometry.row_origin, run.column + geometry.column_origin + i));
    first += length;
  }
  return weights;
}

inline Reach find_reach(const std::vector<Run>& runs) {
  if (runs.empty()) return {};
  Reach reach{runs.front().row, runs.back().row, runs.front().column, runs.front().column};
  for (const Run& run : runs) {
    reach.first_column = std::min<std::int64_t>(reach.first_column, run.column);
    reach.last_column = std::max<std::int64_t>(reach.last_column, run.column + run.length - 1);
  }
  return reach;
}

template <class Scalar>
std::vector<Scalar> make_table(const std::vector<Run>& runs, const std::vector<Scalar>& weights,
                               const Reach& reach) {
  const std::int64_t width = reach.width();
  const std::int64_t height = reach.height();
  std::vector<Scalar> table(static_cast<std::size_t>((height + 2) * width), Scalar(0));
  for (const Run& run : runs) {
    const std::int64_t first =
        (run.row - reach.first_row + 1) * width + run.column - reach.first_column;
    std::copy_n(weights.begin() + run.first_weight, run.length, table.begin() + first);
  }
  return table;
}

inline std::int64_t count_taps(const std::vector<Run>& runs) {
  std::int64_t n = 0;
  for (const Run& run : runs) n += run.length;
  return n;
}

template <class Scalar, class ExecutionSpace>
Taps<Scalar, ExecutionSpace> make_taps(const ExecutionSpace& space, const Filter& filter,
                                       const Geometry& geometry) {
  std::vector<Run> runs = find_runs<Scalar>(filter, geometry);
  const std::vector<Span> spans = find_spans(runs);
  const std::vector<Scalar> weights = find_weights<Scalar>(filter, geometry, runs);
  const Reach reach = find_reach(runs);
  return {copy_to_space(space, "SparseConv::taps::runs", runs),
          copy_to_space(space, "SparseConv::taps::spans", spans),
          copy_to_space(space, "SparseConv::taps::weights", weights),
          copy_to_space(space, "SparseConv::taps::table", make_table(runs, weights, reach)),
          filter.shape(),
          reach,
          count_taps(runs),
          std::all_of(weights.begin(), weights.end(), [](Scalar w) { return std::isfinite(w); })};
}

}  // namespace SparseConv::Impl

#endif
