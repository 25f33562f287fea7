#include <limits>
#include <mpi/ScarceMemory.hpp>
#include <new>

namespace {

constexpr std::size_t plenty = std::numeric_limits<std::size_t>::max();
std::size_t limit = plenty;

}  // namespace

/// Replaces the library's operator with which Kokkos allocates in HostSpace.
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  if (size > limit) return nullptr;
  try {
    return ::operator new(size, alignment);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

namespace SparseConv::Test {

ScarceMemory::ScarceMemory(std::size_t most) { limit = most; }

ScarceMemory::~ScarceMemory() { limit = plenty; }

}  // namespace SparseConv::Test
