#ifndef SPARSECONV_ROWS_SEGMENT_HPP
#define SPARSECONV_ROWS_SEGMENT_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/Boundary.hpp>
#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

/// \file
/// Which rows of an image the rows of an extended image are copies of; the same for columns. A row
/// of the extended image has a number that may be negative: row 0 is that of the image.
///
///     row of the extended image    -3 -2 -1   0  1  2  3   4  5  6
///     row of the image (mirror)     3  2  1   0  1  2  3   2  1  0
///     segments                     -------- ------------ --------

namespace SparseConv::rows {

/// Neighbouring rows of an extended image that are copies of neighbouring rows of the image.
struct Segment {
  std::int64_t first;   ///< row of the extended image
  std::int64_t source;  ///< row of the image that it is a copy of
  std::int64_t length;  ///< number of rows of the extended image
  int direction;        ///< from one source to the next: 1, -1, or 0 where all have the same

  /// The sources: rows `low()` to `high() - 1` of the image.
  KOKKOS_INLINE_FUNCTION std::int64_t low() const {
    return direction < 0 ? source - length + 1 : source;
  }
  KOKKOS_INLINE_FUNCTION std::int64_t high() const {
    return direction > 0 ? source + length : source + 1;
  }

  /// One of `n` nearly equal parts.
  KOKKOS_INLINE_FUNCTION Segment part(std::int64_t i, std::int64_t n) const {
    const std::int64_t begin = length * i / n, end = length * (i + 1) / n;
    return {first + begin, source + direction * begin, end - begin, direction};
  }
};

/// The length of a segment that no other follows.
constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

/// The segment from row `x` of the extended image on. Rows that are no copies have source -1.
/// \param extent number of rows of the image
KOKKOS_INLINE_FUNCTION Segment segment_at(Boundary boundary, std::int64_t extent, std::int64_t x) {
  const std::int64_t length = x < 0 ? -x : endless;  // where one row follows on the other
  if (x >= 0 && x < extent) return {x, x, extent - x, 1};
  if (boundary == Boundary::zero) return {x, -1, length, 0};
  if (boundary == Boundary::nearest) return {x, x < 0 ? 0 : extent - 1, length, 0};
  if (extent == 1) return {x, 0, length, 0};
  // The others repeat themselves: forwards and, where they reflect, backwards.
  const std::int64_t period = boundary == Boundary::wrap      ? extent
                              : boundary == Boundary::reflect ? 2 * extent
                                                              : 2 * (extent - 1);
  const std::int64_t rest = x % period, phase = rest < 0 ? rest + period : rest;
  if (phase < extent) return {x, phase, extent - phase, 1};
  return {x, boundary == Boundary::reflect ? period - 1 - phase : period - phase, period - phase,
          -1};
}

/// The row of the image that row `x` of the extended image is a copy of, or -1.
KOKKOS_INLINE_FUNCTION std::int64_t source_of(Boundary boundary, std::int64_t extent,
                                              std::int64_t x) {
  return segment_at(boundary, extent, x).source;
}

/// The segments of rows `first` to `last - 1` of the extended image that are copies.
inline std::vector<Segment> segments_of(Boundary boundary, std::int64_t extent, std::int64_t first,
                                        std::int64_t last) {
  std::vector<Segment> segments;
  while (first < last) {
    Segment segment = segment_at(boundary, extent, first);
    segment.length = std::min(segment.length, last - first);
    if (segment.source >= 0) segments.push_back(segment);
    first += segment.length;
  }
  return segments;
}

}  // namespace SparseConv::rows

#endif
