#ifndef SPARSECONV_METHODS_DIRECT_ROWS_SUMS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_SUMS_HPP

#include <methods/direct/rows/Clusters.hpp>
#include <methods/direct/rows/GatheredRows.hpp>
#include <methods/direct/rows/ScatteredRows.hpp>
#include <methods/direct/rows/compress.hpp>

/// \file
/// What holds the values in a window, and which of them is best for a cluster.

namespace SparseConv::Impl {

/// Where only the pattern is asked for.
template <class Scalar>
struct NoSums {
  Scalar zeros[word_bits + compress_overshoot] = {};
  void add(const EntryCells&, const Scalar*) {}
  const Scalar* sums(const PixelWord&) const { return zeros; }
  void clear(const PixelWord&) {}
  void advance() {}
  void restart(std::int64_t) {}
};

/// Whether gathering takes less time than scattering: measured, as 0.06 ns for a pixel and a tap
/// against 2 ns for an entry and a vector of taps.
template <class AnyTaps>
bool is_crowded(const Cluster& cluster, const AnyTaps& taps) {
  const auto vectors = static_cast<double>(taps.n_runs() * taps.padded_length() / lanes);
  const auto n = static_cast<double>(cluster.last_entry - cluster.first_entry);
  return n * vectors * 33 > static_cast<double>(cluster.size()) * static_cast<double>(taps.n_taps);
}

/// Whether a product with zero is zero, as where pixels that are not stored are gathered.
/// \param values of all entries
template <class Scalar, class AnyTaps>
bool is_finite(const Cluster& cluster, const Scalar* values, const AnyTaps& taps) {
  int others = 0;
  for (std::int64_t k = cluster.first_entry; k < cluster.last_entry; ++k)
    others += values[k] - values[k] == Scalar(0) ? 0 : 1;
  return taps.finite && others == 0;
}

}  // namespace SparseConv::Impl

#endif
