#ifndef SPARSECONV_METHODS_TAPS_HPP
#define SPARSECONV_METHODS_TAPS_HPP

#include <SparseConv/Filter.hpp>
#include <algorithm>
#include <methods/Geometry.hpp>

namespace SparseConv::Impl {

/// Neighbouring taps of one filter row, none of them zero: what an entry at (r, c) adds to the
/// pixels (r + row, c + column) to (r + row, c + column + length - 1) of the result.
struct Run {
  std::int32_t row;
  std::int32_t column;
  std::int32_t length;
  std::int32_t first_weight;
};

/// The smallest rectangle around the taps, as shifts from an entry to pixels of the result.
struct Reach {
  std::int64_t first_row = 0, last_row = -1;
  std::int64_t first_column = 0, last_column = -1;
};

/// Weights of a run are followed by zeros up to a multiple of this: a loop over so many of them
/// becomes vector instructions.
constexpr std::int32_t lanes = 8;

/// The taps of a filter as the methods use them: runs of weights that are not zero, in the order of
/// the filter's rows and columns.
template <class Scalar, class ExecutionSpace>
struct Taps {
  Kokkos::View<Run*, ExecutionSpace> runs;
  Kokkos::View<Scalar*, ExecutionSpace> weights;
  Reach reach;
  std::int64_t n_taps = 0;

  KOKKOS_INLINE_FUNCTION std::int64_t n_runs() const { return runs.extent(0); }
};

/// Finds the runs of a filter, and its weights rounded to Scalar.
template <class Scalar>
void find_runs(const Filter& filter, const Geometry& geometry, std::vector<Run>& runs,
               std::vector<Scalar>& weights) {
  const auto weight = [&](std::int64_t i, std::int64_t j) {
    return j < filter.shape().width ? static_cast<Scalar>(filter(i, j)) : Scalar(0);
  };
  for (std::int64_t i = 0; i < filter.shape().height; ++i)
    for (std::int64_t j = 0; j < filter.shape().width; ++j) {
      if (weight(i, j) == Scalar(0)) continue;
      Run run{static_cast<std::int32_t>(i - geometry.row_origin),
              static_cast<std::int32_t>(j - geometry.column_origin), 0,
              static_cast<std::int32_t>(weights.size())};
      for (; weight(i, j) != Scalar(0); ++j, ++run.length) weights.push_back(weight(i, j));
      runs.push_back(run);
      weights.resize((weights.size() + lanes - 1) / lanes * lanes, Scalar(0));
    }
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

inline std::int64_t count_taps(const std::vector<Run>& runs) {
  std::int64_t n = 0;
  for (const Run& run : runs) n += run.length;
  return n;
}

template <class ExecutionSpace, class T>
Kokkos::View<T*, ExecutionSpace> to_space(const ExecutionSpace& space, const std::string& label,
                                          const std::vector<T>& host) {
  Kokkos::View<T*, ExecutionSpace> view(
      Kokkos::view_alloc(space, Kokkos::WithoutInitializing, label), host.size());
  Kokkos::deep_copy(
      space, view,
      Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>(
          host.data(), host.size()));
  space.fence(label);  // the host vector may go away
  return view;
}

template <class Scalar, class ExecutionSpace>
Taps<Scalar, ExecutionSpace> make_taps(const ExecutionSpace& space, const Filter& filter,
                                       const Geometry& geometry) {
  std::vector<Run> runs;
  std::vector<Scalar> weights;
  find_runs(filter, geometry, runs, weights);
  return {to_space(space, "SparseConv::taps::runs", runs),
          to_space(space, "SparseConv::taps::weights", weights), find_reach(runs),
          count_taps(runs)};
}

}  // namespace SparseConv::Impl

#endif
