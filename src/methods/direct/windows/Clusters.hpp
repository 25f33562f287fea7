#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_CLUSTERS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_CLUSTERS_HPP

#include <methods/Tiling.hpp>
#include <methods/direct/windows/EntryList.hpp>
#include <methods/direct/windows/Window.hpp>

/// \file
/// Clusters of entries. Between two clusters lie so many rows without entries that another window
/// takes less time than moving down the gap. So a few entries take as long in a large image as in a
/// small one.
///
///     . x x . . . . .     cluster 0
///     . . x . . . . .
///     . . . . . . . .     gap
///     . . . . . . . .
///     . . . . . x . .     cluster 1

namespace SparseConv::Impl {

/// The rectangle of a tile that some neighbouring entries of the tile reach.
using Cluster = Tile;

/// The cluster of the entries k in [first, last) of a tile. It may be empty.
template <class List>
Cluster make_cluster(const List& list, const Reach& reach, const Tile& tile, std::int64_t first,
                     std::int64_t last) {
  if (first == tile.first_entry && last == tile.last_entry) return tile;
  const Columns columns = columns_of_box(list, list.grid, first, last);
  return {bounding_box(list, list.grid, reach, tile, first, last, columns), tile.image, first,
          last};
}

/// Divides the entries of a tile into clusters.
template <class List>
class Clusters {
 public:
  /// \param window a window as wide as the tile or, where the tile is to be cut, as a strip
  /// \param rows   the fewest rows by which entries of two clusters differ
  Clusters(const List& list, const Tile& tile, const Window& window, std::int64_t rows)
      : list_(list),
        first_(tile.first_entry),
        last_(tile.last_entry),
        gap_(rows * list.grid.width),
        sparse_(4 * (tile.last_entry - tile.first_entry) < tile.height * window.words) {}

  /// Calls `body(first, last)` for the entries k in [first, last) of each cluster.
  template <class Body>
  void for_each(const Body& body) const {
    for (std::int64_t first = first_, last; first < last_; first = last) {
      last = end_of(first);
      body(first, last);
    }
  }

  /// The fewest rows by which entries differ if the gap between them is worth another window.
  /// Making a window takes as long as `words_for_window` words of a gap.
  static std::int64_t rows_of_gap(const Window& window) {
    constexpr std::int64_t words_for_window = 16;
    return window.overlap + 1 + words_for_window / window.words;
  }

 private:
  std::int64_t end_of(std::int64_t first) const {
    if (!sparse_) return last_;
    for (std::int64_t k = first + 1; k < last_; ++k)
      if (list_(k) - list_(k - 1) >= gap_) return k;
    return last_;
  }

  const List& list_;
  std::int64_t first_, last_, gap_;
  bool sparse_;  ///< fewer than one entry for four words: gaps are looked for
};

/// Whether the entries of a tile are so few that an entry is expected to meet less than a quarter
/// of another entry. Up to four entries may meet up to one: they take no time to put in order,
/// while a window takes long to make.
inline bool is_thin(const Tile& tile, const Reach& reach) {
  constexpr std::int64_t few = 4;
  const std::int64_t n = tile.last_entry - tile.first_entry;
  const auto others = static_cast<double>(n - 1);
  const auto rows = static_cast<double>(2 * reach.height() - 1);
  const auto columns = static_cast<double>(2 * reach.width() - 1);
  return (n <= few ? 1 : 4) * others * rows * columns < static_cast<double>(tile.size());
}

}  // namespace SparseConv::Impl

#endif
