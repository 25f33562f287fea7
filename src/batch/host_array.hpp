#ifndef SPARSECONV_BATCH_HOST_ARRAY_HPP
#define SPARSECONV_BATCH_HOST_ARRAY_HPP

#include <batch/allocate.hpp>
#include <batch/spaces.hpp>
#include <string>
#include <vector>

/// \file
/// Copies arrays between vectors of the host and views.

namespace SparseConv::Impl {

/// A view of the elements of a vector, valid as long as the vector keeps its memory.
template <class T>
auto view_of(std::vector<T>& host) {
  return Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(host.data(), host.size());
}
template <class T>
auto view_of(const std::vector<T>& host) {
  return Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(host.data(),
                                                                            host.size());
}

/// Copies an array to the memory of the host. The call waits for `space`.
template <class ExecutionSpace, class View>
auto copy_to_host(const ExecutionSpace& space, const View& view) {
  std::vector<typename View::non_const_value_type> host(view.extent(0));
  Kokkos::deep_copy(space, view_of(host), view);
  if constexpr (!on_host<ExecutionSpace>) space.fence("SparseConv::batch::copy_to_host");
  return host;
}

/// Copies an array of the host into a view, and waits for the copy: the caller may free the array.
template <class ExecutionSpace, class View, class T>
void copy_from_host(const ExecutionSpace& space, const View& view, const std::vector<T>& host) {
  Kokkos::deep_copy(space, view, view_of(host));
  space.fence("SparseConv::batch::copy_from_host");
}

/// The same into a new view.
template <class ExecutionSpace, class T>
Kokkos::View<T*, ExecutionSpace> copy_to_space(const ExecutionSpace& space,
                                               const std::string& label,
                                               const std::vector<T>& host) {
  const auto view = allocate<Kokkos::View<T*, ExecutionSpace>>(
      space, label, static_cast<std::int64_t>(host.size()));
  copy_from_host(space, view, host);
  return view;
}

}  // namespace SparseConv::Impl

#endif
