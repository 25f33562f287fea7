#ifndef SPARSECONV_PYTHON_VIEWS_HPP
#define SPARSECONV_PYTHON_VIEWS_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv.hpp>
#include <limits>
#include <native/Csr.hpp>
#include <native/runtime.hpp>
#include <stdexcept>
#include <string>

/// \file
/// Arrays of Python as Views, and Views as memory for Python: shared where space and type allow it,
/// copied where not.

namespace SparseConv::python {

using Host = Kokkos::DefaultHostExecutionSpace;

/// A one-dimensional View of a space, as the matrices there have it.
template <class T, class ExecutionSpace>
using Vector =
    Kokkos::View<T*, Kokkos::Device<ExecutionSpace, typename ExecutionSpace::memory_space>>;

/// `n` elements of memory that somebody else owns.
template <class T>
Vector<T, Host> wrap(void* data, std::int64_t n) {
  return Vector<T, Host>(static_cast<T*>(data), static_cast<std::size_t>(n));
}

/// Room that is not initialised.
template <class T>
Vector<T, Host> make_room(std::int64_t n) {
  return Vector<T, Host>(
      Kokkos::view_alloc(Kokkos::WithoutInitializing, "SparseConv::python::array"), n);
}

/// The View in the memory of a space: itself, or a copy.
template <class ExecutionSpace, class View>
auto in_space(const View& view) {
  return Kokkos::create_mirror_view_and_copy(typename ExecutionSpace::memory_space(), view);
}

/// `n` numbers as another type, in which they fit.
template <class To, class From>
Vector<To, Host> convert(const From* from, std::int64_t n) {
  const auto to = make_room<To>(n);
  for (std::int64_t i = 0; i < n; ++i) to(i) = static_cast<To>(from[i]);
  return to;
}

/// The first `n` integers of an array as a View of To.
template <class To>
Vector<To, Host> integers(const Array& array, std::int64_t n) {
  return with_integers(array, [&](const auto* from) -> Vector<To, Host> {
    using From = std::remove_const_t<std::remove_pointer_t<decltype(from)>>;
    if constexpr (sizeof(From) == sizeof(To))
      return wrap<To>(array.data, n);
    else
      return convert<To>(from, n);
  });
}

/// The first `n` values of an array.
template <class Scalar>
Vector<Scalar, Host> values(const Array& array, std::int64_t n) {
  if (array.type != type_of<Scalar>) throw std::invalid_argument("values of another type");
  return wrap<Scalar>(array.data, n);
}

/// Whether some of the first `n` columns do not fit 32 bits.
inline bool some_are_wide(const Array& columns, std::int64_t n) {
  if (columns.type == Type::int32) return false;
  const auto* data = static_cast<const std::int64_t*>(columns.data);
  bool wide = false;
  for (std::int64_t i = 0; i < n; ++i) wide |= data[i] != static_cast<std::int32_t>(data[i]);
  return wide;
}

/// A matrix of the caller on the host, with columns of type Ordinal, which hold them.
template <class Scalar, class Ordinal>
Batch<Scalar, Ordinal, Host> host_matrix(const Csr& csr, std::int64_t n_columns) {
  const std::int64_t n_rows = csr.indptr.size - 1;
  const auto row_map = integers<std::int64_t>(csr.indptr, n_rows + 1);
  const std::int64_t stored = std::min(csr.indices.size, csr.values.size);
  const std::int64_t nnz = row_map(n_rows) < 0 ? stored : std::min(stored, row_map(n_rows));
  return {"SparseConv::python", static_cast<Ordinal>(n_rows), static_cast<Ordinal>(n_columns), nnz,
          values<Scalar>(csr.values, nnz), row_map, integers<Ordinal>(csr.indices, nnz)};
}

/// A matrix of the caller in the memory of a space.
/// \throws Error (input) where a column is no pixel and does not fit Ordinal; other faults are left
/// to validate()
template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> to_matrix(const Csr& csr, ImageShape shape) {
  if (csr.indptr.size == 0) throw std::invalid_argument("a matrix without offsets");
  if (sizeof(Ordinal) == 4 && some_are_wide(csr.indices, csr.indices.size))
    validate(Host(), host_matrix<Scalar, std::int64_t>(csr, shape.size()), shape);
  const auto matrix = host_matrix<Scalar, Ordinal>(csr, shape.size());
  if constexpr (std::is_same_v<ExecutionSpace, Host>) {
    return matrix;
  } else {
    return {"SparseConv::python",
            matrix.numRows(),
            matrix.numCols(),
            matrix.nnz(),
            in_space<ExecutionSpace>(matrix.values),
            in_space<ExecutionSpace>(matrix.graph.row_map),
            in_space<ExecutionSpace>(matrix.graph.entries)};
  }
}

/// Memory that a View keeps alive. It is leaked in the child of a fork, where freeing it could wait
/// for the parent's threads.
template <class View>
Memory to_memory(const View& view) {
  using T = typename View::non_const_value_type;
  const std::shared_ptr<void> owner(new View(view), [](void* kept) {
    if (!is_forked_child()) delete static_cast<View*>(kept);
  });
  return {{const_cast<T*>(view.data()), static_cast<std::int64_t>(view.size()), type_of<T>}, owner};
}

template <class To, class View>
Memory integers_to_memory(const View& view) {
  if constexpr (sizeof(To) == sizeof(typename View::non_const_value_type))
    return to_memory(view);
  else
    return to_memory(convert<To>(view.data(), static_cast<std::int64_t>(view.extent(0))));
}

/// A matrix for Python, by SciPy's rule for the type of its integers.
template <class Matrix>
CsrMemory to_memory(const Matrix& matrix, std::int64_t n_columns) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  const auto row_map = in_space<Host>(matrix.graph.row_map);
  const auto entries = in_space<Host>(matrix.graph.entries);
  const auto result_of = [&](auto integer) -> CsrMemory {
    using Integer = decltype(integer);
    return {integers_to_memory<Integer>(row_map), integers_to_memory<Integer>(entries),
            to_memory(in_space<Host>(matrix.values))};
  };
  const bool fits = static_cast<std::int64_t>(matrix.nnz()) <= most && n_columns <= most &&
                    static_cast<std::int64_t>(matrix.numRows()) <= most;
  return fits ? result_of(std::int32_t{}) : result_of(std::int64_t{});
}

}  // namespace SparseConv::python

#endif
