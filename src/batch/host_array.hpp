#ifndef SPARSECONV_BATCH_HOST_ARRAY_HPP
#define SPARSECONV_BATCH_HOST_ARRAY_HPP

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <vector>

/// \file
/// Copies numbers between vectors of the host and views.

namespace SparseConv::Impl {

/// A row map on the host.
using RowMap = std::vector<std::int64_t>;

/// A view of the numbers of a vector, valid as long as the vector keeps its memory.
inline auto view_of(std::vector<std::int64_t>& numbers) {
  return Kokkos::View<std::int64_t*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>(
      numbers.data(), numbers.size());
}

/// The numbers of a view in the memory of `space`.
template <class ExecutionSpace, class View>
std::vector<std::int64_t> to_vector(const ExecutionSpace& space, const View& view) {
  std::vector<std::int64_t> numbers(view.extent(0));
  Kokkos::deep_copy(space, view_of(numbers), view);
  space.fence("SparseConv::batch::to_vector");
  return numbers;
}

/// Copies numbers into a view in the memory of `space`.
template <class ExecutionSpace, class View>
void copy_to(const ExecutionSpace& space, const View& view, std::vector<std::int64_t>& numbers) {
  Kokkos::deep_copy(space, view, view_of(numbers));
  space.fence("SparseConv::batch::copy_to");
}

}  // namespace SparseConv::Impl

#endif
