#ifndef SPARSECONV_METHODS_DIRECT_ROWS_THREADMEMORY_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_THREADMEMORY_HPP

#include <Kokkos_Core.hpp>
#include <methods/direct/rows/Scratch.hpp>

namespace SparseConv::Impl {

/// A row of memory for each thread, zero at first. It stays from one kernel to the next: clearing
/// it anew takes longer than a small batch.
using RowsOfThreads = Kokkos::View<char**, Kokkos::LayoutRight, Kokkos::HostSpace>;

/// Hands each thread of a host space its own row.
template <class ExecutionSpace>
class ThreadMemory {
 public:
  /// \param bytes that a thread needs
  /// \param rows  made anew if they are not enough
  ThreadMemory(const ExecutionSpace& space, std::int64_t bytes, RowsOfThreads& rows)
      : tokens_(space) {
    const auto n_threads = static_cast<std::size_t>(tokens_.size());
    const auto size = static_cast<std::size_t>(bytes + Scratch::alignment);
    if (rows.extent(0) < n_threads || rows.extent(1) != size)
      rows = RowsOfThreads(Kokkos::view_alloc(space, "SparseConv::direct::rows"), n_threads, size);
    rows_ = rows;
  }

  /// Calls `work(scratch)` with the memory of the thread that calls.
  template <class Work>
  void use(const Work& work) const {
    const auto token = tokens_.acquire();
    const auto begin = reinterpret_cast<std::uintptr_t>(&rows_(token, 0));
    work(Scratch(&rows_(token, -begin % Scratch::alignment)));
    tokens_.release(token);
  }

 private:
  Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens_;
  RowsOfThreads rows_;
};

}  // namespace SparseConv::Impl

#endif
