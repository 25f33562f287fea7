#ifndef SPARSECONV_BATCH_RADIX_SORT_HPP
#define SPARSECONV_BATCH_RADIX_SORT_HPP

#include <algorithm>
#include <batch/allocate.hpp>
#include <batch/spaces.hpp>
#include <cstdint>
#include <divide_up.hpp>
#include <utility>

namespace SparseConv::Impl {

/// Columns and values of an image, and room for as many again.
template <class Scalar, class Ordinal>
struct SortRoom {
  Ordinal* columns;
  Scalar* values;
  Ordinal* other_columns;
  Scalar* other_values;
  std::int64_t length;
};

/// Below this length an insertion sort is faster than clearing the counters of a radix sort.
constexpr std::int64_t short_image = 64;

constexpr int max_digit_bits = 11;

template <class Scalar, class Ordinal>
bool is_sorted(const SortRoom<Scalar, Ordinal>& room) {
  for (std::int64_t k = 1; k < room.length; ++k)
    if (room.columns[k] < room.columns[k - 1]) return false;
  return true;
}

template <class Scalar, class Ordinal>
void insertion_sort(const SortRoom<Scalar, Ordinal>& room) {
  for (std::int64_t k = 1; k < room.length; ++k) {
    const Ordinal column = room.columns[k];
    const Scalar value = room.values[k];
    std::int64_t to = k;
    for (; to > 0 && room.columns[to - 1] > column; --to) {
      room.columns[to] = room.columns[to - 1];
      room.values[to] = room.values[to - 1];
    }
    room.columns[to] = column;
    room.values[to] = value;
  }
}

/// One pass of a radix sort: moves the entries to the other arrays, ordered by the digit at bit
/// `shift`.
template <class Scalar, class Ordinal>
void sort_by_digit(const SortRoom<Scalar, Ordinal>& room, int shift, int digit_bits) {
  const Ordinal mask = (Ordinal(1) << digit_bits) - 1;
  const auto digit = [&](std::int64_t k) { return (room.columns[k] >> shift) & mask; };
  std::int64_t next[(1 << max_digit_bits) + 1] = {};
  for (std::int64_t k = 0; k < room.length; ++k) ++next[digit(k) + 1];
  for (Ordinal d = 0; d < mask; ++d) next[d + 1] += next[d];
  for (std::int64_t k = 0; k < room.length; ++k) {
    const std::int64_t to = next[digit(k)]++;
    room.other_columns[to] = room.columns[k];
    room.other_values[to] = room.values[k];
  }
}

/// Sorts an image by column; equal columns keep their order. Columns are below `2^bits`.
template <class Scalar, class Ordinal>
void sort_image(SortRoom<Scalar, Ordinal> room, int bits) {
  if (is_sorted(room)) return;
  if (room.length < short_image) return insertion_sort(room);
  const int passes = divide_up(bits, max_digit_bits);
  const int digit_bits = divide_up(bits, passes);
  for (int pass = 0; pass < passes; ++pass) {
    sort_by_digit(room, pass * digit_bits, digit_bits);
    std::swap(room.columns, room.other_columns);
    std::swap(room.values, room.other_values);
  }
  if (passes % 2 == 0) return;
  std::copy_n(room.columns, room.length, room.other_columns);
  std::copy_n(room.values, room.length, room.other_values);
}

/// Sorts every image, with a thread for each image.
template <class ExecutionSpace, class RowMap, class Entries, class Values>
void radix_sort_images(const ExecutionSpace& space, const RowMap& row_map, const Entries& entries,
                       const Values& values, std::int64_t n_pixels) {
  using Ordinal = typename Entries::non_const_value_type;
  using Scalar = typename Values::non_const_value_type;
  const auto nnz = static_cast<std::int64_t>(entries.extent(0));
  const auto other_entries = allocate<Entries>(space, "SparseConv::sort_images::entries", nnz);
  const auto other_values = allocate<Values>(space, "SparseConv::sort_images::values", nnz);
  int bits = 1;
  while ((n_pixels - 1) >> bits > 0) ++bits;
  using Policy = Range<ExecutionSpace, Kokkos::Schedule<Kokkos::Dynamic>>;
  const std::int64_t n = static_cast<std::int64_t>(row_map.extent(0)) - 1;
  Kokkos::parallel_for(
      "SparseConv::sort_images::sort", Policy(space, 0, n), [=](const std::int64_t i) {
        const std::int64_t first = row_map(i);
        sort_image(SortRoom<Scalar, Ordinal>{entries.data() + first, values.data() + first,
                                             other_entries.data() + first,
                                             other_values.data() + first, row_map(i + 1) - first},
                   bits);
      });
}

}  // namespace SparseConv::Impl

#endif
