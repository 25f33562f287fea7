#ifndef SPARSECONV_PYTHON_CSR_HPP
#define SPARSECONV_PYTHON_CSR_HPP

#include <cstdint>
#include <memory>

namespace SparseConv::python {

/// Type of the elements of an array.
enum class Type { float32, float64, int32, int64 };

template <class T>
constexpr Type type_of = sizeof(T) == 4 ? Type::int32 : Type::int64;
template <>
inline constexpr Type type_of<float> = Type::float32;
template <>
inline constexpr Type type_of<double> = Type::float64;

/// Memory of the caller, which is used in place.
struct Array {
  void* data = nullptr;
  std::int64_t size = 0;  ///< in elements
  Type type = Type::int64;
};

/// Calls `work` with a pointer to the elements of an array of offsets or columns.
template <class Work>
auto with_integers(const Array& array, const Work& work) {
  if (array.type == Type::int32) return work(static_cast<const std::int32_t*>(array.data));
  return work(static_cast<const std::int64_t*>(array.data));
}

/// A CSR matrix of the caller. The last offset may leave room at the end of `indices` and `values`.
struct Csr {
  Array indptr, indices, values;
};

/// Memory that lives as long as `owner`.
struct Memory {
  Array array;
  std::shared_ptr<void> owner;
};

/// A CSR matrix of ours. Offsets and columns have the same type: int32 if all numbers fit.
struct CsrMemory {
  Memory indptr, indices, values;
};

}  // namespace SparseConv::python

#endif
