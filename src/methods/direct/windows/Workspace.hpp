#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_WORKSPACE_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_WORKSPACE_HPP

#include <methods/direct/windows/BitRows.hpp>
#include <methods/direct/windows/Descent.hpp>
#include <methods/direct/windows/PlacedSums.hpp>
#include <methods/direct/windows/RowBuffer.hpp>
#include <methods/direct/windows/Strips.hpp>
#include <methods/direct/windows/TierRows.hpp>

namespace SparseConv::Impl {

/// How many columns of the result a thread works on at a time.
struct WindowWidth {
  std::int64_t most;   ///< of a window
  std::int64_t strip;  ///< of a tile that is cut into strips, or 0 if none is
  bool cuts_all;       ///< whether all are, as 32 bits cannot number a window's rows of the image

  /// Whether a tile is cut: if it is too wide for a window or, where it is wide, has hardly one
  /// pixel for each word, and yet leaves few rows empty.
  template <class AnyTaps>
  bool cuts(const Tile& tile, const AnyTaps& taps) const {
    if (strip == 0) return false;
    if (cuts_all || tile.width > most) return true;
    if (tile.width <= 2 * strip) return false;
    const std::int64_t n = tile.last_entry - tile.first_entry;
    return 4 * n * taps.n_taps < 5 * words_for(tile.size()) &&
           2 * n * taps.reach.height() > 3 * tile.height;
  }
};

/// All that a thread works with, in memory from an Arena.
template <class Scalar, class Ordinal, class AnyTaps>
struct Workspace {
  using List = EntryList<Scalar, Ordinal>;

  Window window;
  EntryCells cells;
  BitRows<AnyTaps> bits;
  RowBuffer<Scalar> buffer;
  PlacedRows<AnyTaps> placed;
  PlacedSums<Scalar, AnyTaps> placed_sums;
  Strips<Scalar, Ordinal, AnyTaps> strips;
  TierRows tier_rows;

  /// \param output_width of the results
  template <class AnyFactors>
  Workspace(Arena& arena, const AnyTaps& taps, const AnyFactors& factors, WindowWidth width,
            std::int64_t output_width)
      : window(taps, width.most),
        cells(arena, window),
        bits(arena, taps, window),
        buffer(arena, taps, window),
        placed(arena, taps, output_width),
        placed_sums(arena, taps, factors, buffer),
        strips(arena, taps, width.strip, output_width),
        tier_rows(arena, strips.most_rows()),
        taps_(taps) {}

  /// Calls `body(cluster)` for clusters so far apart that a window for each takes less time than
  /// one for all. The window fits the cluster.
  template <class Body>
  void for_each_wide_cluster(const Tile& part, const List& list, const Body& body) {
    fit_window(part);
    const Clusters clusters(list, part, window, Clusters<List>::rows_of_gap(window));
    clusters.for_each([&](std::int64_t first, std::int64_t last) {
      visit(make_cluster(list, taps_.reach, part, first, last), body);
    });
  }

  /// The same or, in a thin part, `body_of_placed()` for the entries that need no window, when
  /// `placed` has taken them: for all of them together or, if there are clumps, for those between.
  template <class BodyOfPlaced, class Body>
  void for_each_cluster(const Tile& part, const List& list, const BodyOfPlaced& body_of_placed,
                        const Body& body) {
    if (!is_thin(part, taps_.reach)) return for_each_wide_cluster(part, list, body);
    if (placed.take(list, part.first_entry, part.last_entry, part)) return body_of_placed();
    constexpr std::int64_t clump = 8;  // entries
    std::int64_t waiting = part.first_entry;
    const auto end_waiting = [&](std::int64_t end) {
      if (waiting == end) return;
      const bool all = waiting == part.first_entry && end == part.last_entry;  // not taken above
      if (!all && placed.take(list, waiting, end, part)) return body_of_placed();
      Tile between = part;
      between.first_entry = waiting;
      between.last_entry = end;
      for_each_wide_cluster(between, list, body);
    };
    fit_window(part);
    const Clusters clusters(list, part, window, window.overlap + 1);
    clusters.for_each([&](std::int64_t first, std::int64_t last) {
      const bool is_clump = last - first > clump;
      if (is_clump || last - waiting > placed.most()) {
        end_waiting(first);
        waiting = first;
      }
      if (is_clump) {
        visit(make_cluster(list, taps_.reach, part, first, last), body);
        waiting = last;
      }
    });
    end_waiting(part.last_entry);
  }

  /// The window's way down a cluster.
  Descent<List, AnyTaps> descent(const Cluster& cluster, const List& list) {
    return {list, taps_, cluster, window, bits};
  }

 private:
  /// Makes the window as wide as a rectangle of the result.
  void fit_window(const Rectangle& rectangle) {
    if (window.width != rectangle.width) window = Window(taps_, rectangle.width);
  }

  /// Calls `body(cluster)` unless the cluster is empty.
  template <class Body>
  void visit(const Cluster& cluster, const Body& body) {
    if (cluster.size() == 0) return;
    fit_window(cluster);
    window.align(8 * (cluster.last_entry - cluster.first_entry) > cluster.size());
    body(cluster);
  }

  const AnyTaps& taps_;
};

}  // namespace SparseConv::Impl

#endif
