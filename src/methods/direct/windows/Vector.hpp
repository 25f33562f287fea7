#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_VECTOR_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_VECTOR_HPP

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace SparseConv::Impl {

/// Bytes of the widest vectors of the processor for which this is compiled.
#if defined(__AVX512F__)
constexpr std::int64_t vector_bytes = 64;
#elif defined(__AVX__)
constexpr std::int64_t vector_bytes = 32;
#else
constexpr std::int64_t vector_bytes = 16;
#endif

template <class Scalar>
constexpr std::int64_t vector_length = vector_bytes / static_cast<std::int64_t>(sizeof(Scalar));

/// Elements of a vector of at most 32 bytes: of the longer vectors of AVX-512 processors store one
/// in the time of two of these.
template <class Scalar>
constexpr std::int64_t short_length = std::min<std::int64_t>(vector_bytes, 32) /
                                      static_cast<std::int64_t>(sizeof(Scalar));

/// Elements of an array that are worked on together.
template <class Scalar, std::int64_t length>
struct VectorOf {
  typedef Scalar type __attribute__((vector_size(length * sizeof(Scalar))));
};
template <class Scalar>
using Vector = typename VectorOf<Scalar, vector_length<Scalar>>::type;
template <class Scalar>
using ShortVector = typename VectorOf<Scalar, short_length<Scalar>>::type;

template <class AnyVector>
AnyVector load_as(const void* from) {
  AnyVector vector;
  std::memcpy(&vector, from, sizeof(vector));
  return vector;
}
template <class Scalar>
Vector<Scalar> load(const Scalar* from) {
  return load_as<Vector<Scalar>>(from);
}

/// The same vector, but loaded only once: compilers tend to load a vector that is used several
/// times from memory each time.
template <class VectorOfAny>
VectorOfAny in_register(VectorOfAny vector) {
#if defined(__GNUC__) && defined(__x86_64__)
  asm("" : "+v"(vector));
#endif
  return vector;
}

template <class Scalar, class AnyVector>
void store(Scalar* to, const AnyVector& vector) {
  std::memcpy(to, &vector, sizeof(vector));
}

}  // namespace SparseConv::Impl

#endif
