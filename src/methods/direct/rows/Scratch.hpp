#ifndef SPARSECONV_METHODS_DIRECT_ROWS_SCRATCH_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_SCRATCH_HPP

#include <batch/saturate.hpp>
#include <cstdint>

namespace SparseConv::Impl {

/// Hands out pieces of a thread's memory, which is zero at first. Whoever takes the same pieces in
/// the same order every time finds in them what they held before.
///
/// Without memory a Scratch measures: the same takes tell how many bytes they need, and nothing may
/// be read or written through the pointers. So a layout is written once.
class Scratch {
 public:
  /// Measures.
  Scratch() = default;

  /// \param memory aligned as `alignment` says
  explicit Scratch(void* memory) : memory_(static_cast<char*>(memory)) {}

  static constexpr std::int64_t alignment = 64;

  bool measures() const { return memory_ == nullptr; }

  /// Bytes taken so far.
  std::int64_t bytes() const { return bytes_; }

  /// Room for `n` elements, and for `before` elements before the first of them.
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
