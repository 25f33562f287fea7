#ifndef SPARSECONV_BATCH_SORT_IMAGES_HPP
#define SPARSECONV_BATCH_SORT_IMAGES_HPP

#include <batch/bitonic_sort.hpp>
#include <batch/radix_sort.hpp>
#include <batch/spaces.hpp>

namespace SparseConv::Impl {

/// Bytes that sort_images() needs for each entry besides the entry itself.
template <class Scalar, class Ordinal, class ExecutionSpace>
constexpr std::int64_t sort_bytes = sizeof(Scalar) +
                                    (on_host<ExecutionSpace> ? sizeof(Ordinal)
                                                             : sizeof(std::int64_t));

/// Sorts the columns of every image; equal columns keep their order.
template <class ExecutionSpace, class RowMap, class Entries, class Values>
void sort_images(const ExecutionSpace& space, const RowMap& row_map, const Entries& entries,
                 const Values& values, std::int64_t n_pixels) {
  if constexpr (on_host<ExecutionSpace>)
    radix_sort_images(space, row_map, entries, values, n_pixels);
  else
    bitonic_sort_images(space, row_map, entries, values);
}

}  // namespace SparseConv::Impl

#endif
