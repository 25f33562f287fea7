#include <limits>
#include <new>
#include <support/ScarceMemory.hpp>
#include <utility>

namespace {

std::size_t limit = std::numeric_limits<std::size_t>::max();

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

ScarceMemory::ScarceMemory(std::size_t most) : before_(std::exchange(limit, most)) {}

ScarceMemory::~ScarceMemory() { limit = before_; }

}  // namespace SparseConv::Test
