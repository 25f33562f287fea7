#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_SUMS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_SUMS_HPP

#include <methods/direct/Factors.hpp>
#include <methods/direct/windows/Clusters.hpp>
#include <methods/direct/windows/GatheredFactors.hpp>
#include <methods/direct/windows/GatheredRows.hpp>
#include <methods/direct/windows/ScatteredFactors.hpp>
#include <methods/direct/windows/ScatteredRows.hpp>
#include <methods/direct/windows/compress.hpp>

/// \file
/// How the sums of a cluster may be computed, and what decides that. NoSums stands in for all if
/// only the pattern is asked for.
///
///                    one pass       two passes
///     few entries    ScatteredRows  ScatteredFactors
///     many entries   GatheredRows   GatheredFactors

namespace SparseConv::Impl {

/// Gives zeros in place of sums.
template <class Scalar>
struct NoSums {
  Scalar zeros[word_bits + compress_overshoot] = {};
  void add(const EntryCells&, const Scalar*) {}
  const Scalar* sums(const PixelWord&) const { return zeros; }
  void clear(const PixelWord&) {}
  void move_down() {}
  void clear_rows(std::int64_t) {}
};

/// How many short vectors of pixels, times a tap each, are gathered in the time in which one vector
/// of taps is scattered, as measured on Zen 5 for filters from 3x3 to 21x21: 3.3 to 5 with AVX-512,
/// whose vectors and registers serve gathering more, 1.5 to 2 with AVX2, and 1.4 to 2.4 with SSE.
constexpr double scattering_over_gathering = vector_bytes == 64 ? 3.75 : 1.75;

/// Whether gathering takes less time than scattering.
/// \param time_of_entry to scatter an entry, in the time for an aligned vector of taps
/// \param n_taps        to gather a pixel
template <class Scalar>
bool is_crowded(const Cluster& cluster, double time_of_entry, std::int64_t n_taps) {
  const auto n = static_cast<double>(cluster.last_entry - cluster.first_entry);
  const auto n_pixels = static_cast<double>(cluster.size());
  return scattering_over_gathering * n * time_of_entry >
         n_pixels / short_length<Scalar> * static_cast<double>(n_taps);
}

/// Whether rows of taps, one for each entry, would cover a good part of a cluster.
inline bool is_covered(const Cluster& cluster, std::int64_t row_length) {
  const std::int64_t n = cluster.last_entry - cluster.first_entry;
  return saturating_product(2 * n, row_length) > cluster.size();
}

template <class Scalar>
bool all_finite(const Scalar* values, std::int64_t first, std::int64_t last) {
  int others = 0;
  for (std::int64_t k = first; k < last; ++k) others += values[k] - values[k] == Scalar(0) ? 0 : 1;
  return others == 0;
}

/// A filter in the forms in which windows use it.
template <class Scalar, class ExecutionSpace>
struct WindowedFilter {
  using AnyTaps = Taps<Scalar, ExecutionSpace>;
  using AnyRuns = ShiftedRuns<Scalar, ExecutionSpace>;

  AnyTaps taps;
  AnyRuns shifted;  ///< of the taps or, where there are factors, the row
  Factors<Scalar, ExecutionSpace> factors;

  /// Calls `body(sums)` with the object that computes the sums of a cluster.
  template <class List, class Body>
  void with_sums(const Cluster& cluster, const List& list, const Window& window,
                 RowBuffer<Scalar>& buffer, const Body& body) const {
    const bool one_pass = !factors.exist();
    if (one_pass && is_crowded(cluster, list, time_of_taps(), taps.n_taps))
      return call(body, GatheredRows<Scalar, AnyTaps>(buffer, taps, window));
    if (one_pass)
      return call(body, ScatteredRows<Scalar, AnyTaps, AnyRuns>(buffer, taps, shifted, window));
    const std::int64_t n = factors.row_length();
    if (!is_covered(cluster, n))
      return call(body, ScatteredFactors<Scalar, AnyRuns>(buffer, taps, factors, shifted, window));
    const bool crowded = is_crowded(cluster, list, shifted.time_of_run(), n);
    call(body, GatheredFactors<Scalar, AnyRuns>(buffer, taps, factors, shifted, window, crowded));
  }

 private:
  template <class Body, class Sums>
  static void call(const Body& body, Sums sums) {
    body(sums);
  }

  double time_of_taps() const { return static_cast<double>(taps.n_runs()) * shifted.time_of_run(); }

  /// Whether gathering takes less time, and is allowed: it multiplies pixels that are not stored
  /// and weights that are zero, and these products are zero only if the other factor is finite.
  template <class List>
  bool is_crowded(const Cluster& cluster, const List& list, double time_of_entry,
                  std::int64_t n_taps) const {
    return Impl::is_crowded<Scalar>(cluster, time_of_entry, n_taps) && taps.finite &&
           all_finite(list.values, cluster.first_entry, cluster.last_entry);
  }
};

}  // namespace SparseConv::Impl

#endif
