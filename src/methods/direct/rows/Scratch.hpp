#ifndef SPARSECONV_METHODS_DIRECT_ROWS_SCRATCH_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_SCRATCH_HPP

#include <cstdint>

namespace SparseConv::Impl {

/// Hands out pieces of a thread's memory, which is zero at first. Whoever is handed the same piece
/// every time finds in it what it held before.
class Scratch {
 public:
  /// \param memory aligned as `alignment` says
  explicit Scratch(void* memory) : next_(static_cast<char*>(memory)) {}

  static constexpr std::int64_t alignment = 64;

  /// Bytes that a piece of `n` elements takes.
  template <class T>
  static std::int64_t bytes(std::int64_t n) {
    return (n * static_cast<std::int64_t>(sizeof(T)) + alignment - 1) / alignment * alignment;
  }

  template <class T>
  T* take(std::int64_t n) {
    T* first = reinterpret_cast<T*>(next_);
    next_ += bytes<T>(n);
    return first;
  }

 private:
  char* next_;
};

}  // namespace SparseConv::Impl

#endif
