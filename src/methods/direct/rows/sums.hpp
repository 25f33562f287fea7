#ifndef SPARSECONV_METHODS_DIRECT_ROWS_SUMS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_SUMS_HPP

#include <methods/direct/rows/Clusters.hpp>
#include <methods/direct/rows/GatheredRows.hpp>
#include <methods/direct/rows/ScatteredRows.hpp>
#include <methods/direct/rows/compress.hpp>

/// \file
/// Decides whether ScatteredRows or GatheredRows computes the sums of a cluster. NoSums stands in
/// for both if only the pattern is asked for.

namespace SparseConv::Impl {

/// Gives zeros in place of sums.
template <class Scalar>
struct NoSums {
  Scalar zeros[word_bits + compress_overshoot] = {};
  void add(const EntryCells&, const Scalar*) {}
  const Scalar* sums(const PixelWord&) const { return zeros; }
  void clear(const PixelWord&) {}
  void advance() {}
  void restart(std::int64_t) {}
};

/// Whether gathering takes less time than scattering. As measured, gathering takes 0.06 ns for a
/// pixel and a tap, and scattering takes 2 ns for an entry and a vector of taps.
template <class AnyTaps>
bool is_crowded(const Cluster& cluster, const AnyTaps& taps) {
  const auto vectors = static_cast<double>(taps.n_runs() * taps.padded_length() / lanes);
  const auto n = static_cast<double>(cluster.last_entry - cluster.first_entry);
  return n * vectors * 33 > static_cast<double>(cluster.size()) * static_cast<double>(taps.n_taps);
}

/// Whether all values and weights are finite. Gathering multiplies pixels that are not stored and
/// weights that are zero: these products are zero only if the other factor is finite.
/// \param values the values of all entries of the batch
template <class Scalar, class AnyTaps>
bool is_finite(const Cluster& cluster, const Scalar* values, const AnyTaps& taps) {
  int others = 0;
  for (std::int64_t k = cluster.first_entry; k < cluster.last_entry; ++k)
    others += values[k] - values[k] == Scalar(0) ? 0 : 1;
  return taps.finite && others == 0;
}

}  // namespace SparseConv::Impl

#endif
