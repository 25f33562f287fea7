#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_THREADMEMORY_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_THREADMEMORY_HPP

#include <Kokkos_Core.hpp>
#include <methods/direct/windows/Arena.hpp>

namespace SparseConv::Impl {

/// A row of memory for each thread, zero at first. The memory stays from one kernel to the next:
/// clearing it again takes longer than convolving a small batch.
using MemoryOfThreads = Kokkos::View<char**, Kokkos::LayoutRight, Kokkos::HostSpace>;

/// Lends each thread of a host space its own row. A kernel that is launched inside a parallel
/// region of the caller's runs on the caller's thread alone, and OpenMP may give that thread any
/// number.
template <class ExecutionSpace>
class ThreadMemory {
 public:
  /// \param bytes the bytes that a thread needs, and Arena::alignment more
  /// \param rows  replaced if there are too few, or if they have another length
  ThreadMemory(const ExecutionSpace& space, std::int64_t bytes, MemoryOfThreads& rows)
      : tokens_(space) {
    const auto n_threads = static_cast<std::size_t>(tokens_.size());
    const auto size = static_cast<std::size_t>(bytes);
    if (rows.extent(0) < n_threads || rows.extent(1) != size) {
      rows = {};  // frees the old memory before the new memory is allocated
      rows = MemoryOfThreads(Kokkos::view_alloc(space, "SparseConv::direct::windows"), n_threads,
                             size);
    }
    rows_ = rows;
  }

  /// A row that belongs to the thread that makes the loan, as long as the loan lives.
  class Loan {
   public:
    explicit Loan(const ThreadMemory& memory) : memory_(memory), token_(memory.tokens_.acquire()) {}
    ~Loan() { memory_.tokens_.release(token_); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

    /// The row of the thread.
    Arena arena() const {
      const std::size_t token = token_, row = token < memory_.rows_.extent(0) ? token : 0;
      const auto begin = reinterpret_cast<std::uintptr_t>(&memory_.rows_(row, 0));
      return Arena(&memory_.rows_(row, -begin % Arena::alignment));
    }

   private:
    const ThreadMemory& memory_;
    const typename Kokkos::Experimental::UniqueToken<ExecutionSpace>::size_type token_;
  };

 private:
  Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens_;
  MemoryOfThreads rows_;
};

}  // namespace SparseConv::Impl

#endif
