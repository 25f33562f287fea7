#ifndef SPARSECONV_BATCH_LONGEST_IMAGE_HPP
#define SPARSECONV_BATCH_LONGEST_IMAGE_HPP

#include <batch/spaces.hpp>
#include <cstdint>

namespace SparseConv::Impl {

/// The most entries of an image; 0 if there are no images.
template <class ExecutionSpace, class RowMap>
static std::int64_t longest_image(const ExecutionSpace& space, const RowMap& row_map) {
  const auto n = static_cast<std::int64_t>(row_map.extent(0)) - 1;
  if (n < 1) return 0;
  std::int64_t longest = 0;
  Kokkos::parallel_reduce(
      "SparseConv::longest_image::reduce", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i, std::int64_t& most) {
        most = Kokkos::max<std::int64_t>(most, row_map(i + 1) - row_map(i));
      },
      Kokkos::Max<std::int64_t>(longest));
  return longest;
}

}  // namespace SparseConv::Impl

#endif
