#ifndef SPARSECONV_METHODS_DIRECT_ROWS_CLUSTERS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_CLUSTERS_HPP

#include <methods/direct/Tiling.hpp>
#include <methods/direct/rows/Window.hpp>

/// \file
/// Clusters of entries, between which are rows without any that are worth a window less: a few
/// entries in a large image take as long as in a small one.

namespace SparseConv::Impl {

/// The entry before which the first gap of so many pixels is, of the entries k in (first, last);
/// `last` if there is none.
template <class Entries>
std::int64_t before_gap(const Entries& entries, std::int64_t first, std::int64_t last,
                        std::int64_t gap) {
  for (std::int64_t k = first + 1; k < last; ++k)
    if (entries(k) - entries(k - 1) >= gap) return k;
  return last;
}

/// Rows without entries that are worth another window: one takes as long as some words.
inline std::int64_t rows_of_gap(const Window& window) {
  constexpr std::int64_t words_for_window = 16;
  return window.overlap + 1 + words_for_window / window.words;
}

/// Whether a band has so few entries that hardly any two of them reach the same pixel.
inline bool is_thin(const Tile& band, ImageShape filter) {
  const std::int64_t n = band.last_entry - band.first_entry;
  return 24 * n * filter.size() < band.size();
}

/// Calls `body(first, last)` for the clusters of a band, which `window` is as wide as.
/// \param rows of the gap between two clusters, at least
template <class Tiling, class Body>
void for_each_cluster(const Tiling& tiling, const Window& window, const Tile& band,
                      std::int64_t rows, const Body& body) {
  const std::int64_t n = band.last_entry - band.first_entry;
  const bool sparse = 4 * n < band.height * window.words;
  const std::int64_t gap = rows * tiling.grid.width;
  for (std::int64_t first = band.first_entry, last; first < band.last_entry; first = last) {
    last = sparse ? before_gap(tiling.entries, first, band.last_entry, gap) : band.last_entry;
    body(first, last);
  }
}

}  // namespace SparseConv::Impl

#endif
