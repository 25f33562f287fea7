#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_ARENA_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_ARENA_HPP

#include <batch/saturate.hpp>
#include <cstdint>

namespace SparseConv::Impl {

/// Hands out pieces of the memory of a thread. The memory is zero at first. Whoever takes the same
/// pieces in the same order every time finds what the pieces held before.
///
/// Without memory an Arena measures: it hands out null pointers, and bytes() tells how much memory
/// the same pieces need. So a layout is written once.
class Arena {
 public:
  /// An Arena that measures.
  Arena() = default;

  /// \param memory aligned to `alignment` bytes
  explicit Arena(void* memory) : memory_(static_cast<char*>(memory)) {}

  static constexpr std::int64_t alignment = 64;

  bool measures() const { return memory_ == nullptr; }

  /// Bytes taken so far.
  std::int64_t bytes() const { return bytes_; }

  /// Room for `n` elements, and for `before` more elements before the address that is returned.
  template <class T>
  T* take(std::int64_t n, std::int64_t before = 0) {
    T* const first = measures() ? nullptr : reinterpret_cast<T*>(memory_ + bytes_) + before;
    const std::int64_t size =
        saturating_product(saturating_sum(before, n), static_cast<std::int64_t>(sizeof(T)));
    bytes_ = saturating_sum(bytes_, saturating_sum(size, alignment - 1) / alignment * alignment);
    return first;
  }

 private:
  char* memory_ = nullptr;
  std::int64_t bytes_ = 0;
};

}  // namespace SparseConv::Impl

#endif
