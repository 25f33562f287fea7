#ifndef SPARSECONV_PYTHON_VIEWS_HPP
#define SPARSECONV_PYTHON_VIEWS_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv.hpp>
#include <algorithm>
#include <limits>
#include <memory>
#include <native/Csr.hpp>
#include <native/runtime.hpp>
#include <stdexcept>
#include <string>

/// \file
/// Converts arrays of Python to Views, and Views to memory for Python. Memory is shared if space
/// and type allow it, or else copied.
///
/// Copies on the host are not in Views: freeing a View waits for every kernel of the process, even
/// for kernels of another Python thread.

namespace SparseConv::python {

using Host = Kokkos::DefaultHostExecutionSpace;

/// A one-dimensional View of a space, of the type that matrices have there.
template <class T, class ExecutionSpace>
using Vector =
    Kokkos::View<T*, Kokkos::Device<ExecutionSpace, typename ExecutionSpace::memory_space>>;

/// `n` elements of memory that somebody else owns.
template <class T>
Vector<T, Host> wrap(void* data, std::int64_t n) {
  return Vector<T, Host>(static_cast<T*>(data), static_cast<std::size_t>(n));
}

/// The View in the memory of a space: itself, or a copy.
template <class ExecutionSpace, class View>
auto in_space(const View& view) {
  using Space = typename ExecutionSpace::memory_space;
  if constexpr (std::is_same_v<typename View::memory_space, Space>)
    return view;
  else
    return Kokkos::create_mirror_view_and_copy(Space(), view);
}

/// Converts `n` numbers to another type, in which they must fit.
template <class To, class From>
std::unique_ptr<To[]> convert(const From* from, std::int64_t n) {
  std::unique_ptr<To[]> to(new To[static_cast<std::size_t>(n)]);
  std::transform(from, from + n, to.get(), [](From number) { return static_cast<To>(number); });
  return to;
}

/// The first `n` integers of an array as a View of To. The object holds the memory of the View,
/// unless the View shares the memory of the array.
template <class To>
class Integers {
 public:
  Integers(const Array& array, std::int64_t n) {
    const bool is_shared = array.type == type_of<To>;
    if (!is_shared)
      room_ = with_integers(array, [n](const auto* from) { return convert<To>(from, n); });
    view = wrap<To>(is_shared ? array.data : room_.get(), n);
  }

  Vector<To, Host> view;

 private:
  std::unique_ptr<To[]> room_;
};

/// The first `n` values of an array.
template <class Scalar>
Vector<Scalar, Host> values(const Array& array, std::int64_t n) {
  if (array.type != type_of<Scalar>) throw std::invalid_argument("values of another type");
  return wrap<Scalar>(array.data, n);
}

/// Offsets of a matrix, and the number of its entries.
struct RowMap : Integers<std::int64_t> {
  explicit RowMap(const Csr& csr) : Integers(csr.indptr, csr.indptr.size), n_rows(size(csr) - 1) {
    const std::int64_t stored = std::min(csr.indices.size, csr.values.size);
    nnz = view(n_rows) < 0 ? stored : std::min(stored, view(n_rows));
  }

  static std::int64_t size(const Csr& csr) {
    if (csr.indptr.size == 0) throw std::invalid_argument("a matrix without offsets");
    return csr.indptr.size;
  }

  std::int64_t n_rows, nnz;
};

/// A matrix of the caller in the memory of a space, with columns of type Ordinal.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Given {
 public:
  /// \param n_columns the number of columns. Entries may have other columns, which fit Ordinal and
  ///                  which validate() will refuse.
  Given(const Csr& csr, std::int64_t n_columns)
      : row_map_(csr),
        columns_(csr.indices, row_map_.nnz),
        matrix("SparseConv::python", static_cast<Ordinal>(row_map_.n_rows),
               static_cast<Ordinal>(n_columns), row_map_.nnz,
               in_space<ExecutionSpace>(values<Scalar>(csr.values, row_map_.nnz)),
               in_space<ExecutionSpace>(row_map_.view), in_space<ExecutionSpace>(columns_.view)) {}

 private:
  RowMap row_map_;
  Integers<Ordinal> columns_;

 public:
  const Batch<Scalar, Ordinal, ExecutionSpace> matrix;
};

/// A matrix with arrays of its own.
template <class Matrix>
Matrix copy(const Matrix& matrix) {
  const auto copied = [](const auto& view) {
    using View = typename std::decay_t<decltype(view)>::non_const_type;
    const View to(Kokkos::view_alloc(Kokkos::WithoutInitializing, "SparseConv::python::copy"),
                  view.extent(0));
    Kokkos::deep_copy(to, view);
    return to;
  };
  return Matrix("SparseConv::python", matrix.numRows(), matrix.numCols(), matrix.nnz(),
                copied(matrix.values), copied(matrix.graph.row_map), copied(matrix.graph.entries));
}

/// Whether some of the columns do not fit 32 bits.
inline bool some_are_wide(const Array& columns) {
  if (columns.type == Type::int32) return false;
  const auto* data = static_cast<const std::int64_t*>(columns.data);
  bool wide = false;
  for (std::int64_t i = 0; i < columns.size; ++i) wide |= data[i] != static_cast<int>(data[i]);
  return wide;
}

/// \throws Error (input) if a column does not fit Ordinal, and so is no pixel
template <class Scalar, class Ordinal>
void check_columns(const Csr& csr, ImageShape shape) {
  if (sizeof(Ordinal) == 4 && some_are_wide(csr.indices))
    validate(Host(), Given<Scalar, std::int64_t, Host>(csr, shape.size()).matrix, shape);
}

/// Memory that a View keeps alive. The child of a fork leaks the View, as freeing it could wait for
/// threads that are in the parent only.
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
  if constexpr (sizeof(To) == sizeof(typename View::non_const_value_type)) {
    return to_memory(view);
  } else {
    const auto n = static_cast<std::int64_t>(view.extent(0));
    std::shared_ptr<To[]> room(convert<To>(view.data(), n));
    return {{room.get(), n, type_of<To>}, room};
  }
}

/// A matrix for Python. Its integers have the type that SciPy would choose: int32 if all fit.
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
