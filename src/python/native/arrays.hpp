#ifndef SPARSECONV_PYTHON_ARRAYS_HPP
#define SPARSECONV_PYTHON_ARRAYS_HPP

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <native/Csr.hpp>
#include <native/without_gil.hpp>

/// \file
/// Converts NumPy arrays to memory for the rest of the module, and back.

namespace SparseConv::python {

namespace nb = nanobind;

/// An array to read, of any type. An array that is not contiguous is copied.
using Readable = nb::ndarray<nb::ro, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
/// An array to write.
using Writable = nb::ndarray<nb::ndim<1>, nb::c_contig, nb::device::cpu>;

inline Type type_of_elements(nb::dlpack::dtype type) {
  if (type == nb::dtype<float>()) return Type::float32;
  if (type == nb::dtype<double>()) return Type::float64;
  if (type == nb::dtype<std::int32_t>()) return Type::int32;
  if (type == nb::dtype<std::int64_t>()) return Type::int64;
  throw nb::type_error("arrays are of type float32, float64, int32 or int64");
}

template <class NumPyArray>
Array to_array(const NumPyArray& array) {
  const Type type = type_of_elements(array.dtype());
  const auto* data = static_cast<const void*>(array.data());
  if (array.size() > 0 && reinterpret_cast<std::uintptr_t>(data) % array.itemsize() != 0)
    throw nb::type_error("the elements of an array are not aligned");
  return {const_cast<void*>(data), static_cast<std::int64_t>(array.size()), type};
}

/// An array of offsets or columns.
inline Array to_integers(const Readable& array) {
  const Array integers = to_array(array);
  if (integers.type != Type::int32 && integers.type != Type::int64)
    throw nb::type_error("columns and offsets are of type int32 or int64");
  return integers;
}

template <class Values>
Csr to_csr(const Readable& indptr, const Readable& indices, const Values& values) {
  return {to_integers(indptr), to_integers(indices), to_array(values)};
}

template <class T>
nb::object to_numpy_of(const Array& array, nb::handle owner) {
  const std::size_t shape[1] = {static_cast<std::size_t>(array.size)};
  return nb::cast(
      nb::ndarray<nb::numpy, T, nb::ndim<1>>(static_cast<T*>(array.data), 1, shape, owner),
      nb::rv_policy::reference);
}

/// A NumPy array over memory that `owner` keeps alive.
inline nb::object to_numpy(const Array& array, nb::handle owner) {
  switch (array.type) {
    case Type::float32:
      return to_numpy_of<float>(array, owner);
    case Type::float64:
      return to_numpy_of<double>(array, owner);
    case Type::int32:
      return to_numpy_of<std::int32_t>(array, owner);
    case Type::int64:
      break;
  }
  return to_numpy_of<std::int64_t>(array, owner);
}

/// A Python object that keeps a C++ object alive. To free a View waits for the kernels that run.
template <class T>
nb::capsule to_owner(T object) {
  return nb::capsule(new T(std::move(object)), [](void* kept) noexcept {
    const WithoutGil released;
    delete static_cast<T*>(kept);
  });
}

inline nb::object to_numpy(const Memory& memory) {
  return to_numpy(memory.array, to_owner(memory.owner));
}

/// The three arrays in the order in which SciPy takes them: values, columns, offsets.
inline nb::tuple to_numpy(CsrMemory result) {
  const Array values = result.values.array, indices = result.indices.array,
              indptr = result.indptr.array;
  const nb::capsule owner = to_owner(std::move(result));
  return nb::make_tuple(to_numpy(values, owner), to_numpy(indices, owner), to_numpy(indptr, owner));
}

}  // namespace SparseConv::python

#endif
