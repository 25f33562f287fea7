#ifndef SPARSECONV_AS_BATCH_HPP
#define SPARSECONV_AS_BATCH_HPP

#include <KokkosSparse_CrsMatrix.hpp>
#include <Kokkos_Core.hpp>
#include <SparseConv/Error.hpp>
#include <cstdint>
#include <exception>
#include <string>
#include <type_traits>

/// \file
/// The type of a batch, and the matrices of callers that can be taken for a batch.

namespace SparseConv {

/// A batch of sparse images: a CRS matrix of shape `(n_images, H * W)` with one image in each row
/// and its pixels numbered row by row.
///
/// \tparam Scalar         float or double
/// \tparam Ordinal        type of the column indices: std::int32_t, or std::int64_t where `H * W`
///                        needs it
/// \tparam ExecutionSpace an execution space that Kokkos was built with
///
/// Offsets (`graph.row_map`) are 64-bit. Columns of an input may be in any order and repeated: the
/// values of repeated columns add up. Columns of a result are sorted and unique, and no stored
/// value is zero.
template <class Scalar = float, class Ordinal = std::int32_t,
          class ExecutionSpace = Kokkos::DefaultExecutionSpace>
using Batch =
    KokkosSparse::CrsMatrix<Scalar, Ordinal,
                            Kokkos::Device<ExecutionSpace, typename ExecutionSpace::memory_space>,
                            void, std::int64_t>;

namespace Impl {

/// Whether an exception reports a lack of memory, of the host or of a device. No exception type for
/// a lack of memory is common to all versions of Kokkos. From 4.4 to 5.x Kokkos throws a
/// std::runtime_error, or a class derived from it, that says "failed to allocate".
bool is_allocation_failure(const std::exception& error);

/// Calls `work`, which allocates memory.
/// \param describe returns what the memory is for, as a std::string
/// \throws Error (system) with this description if there is not enough memory
/// \throws whatever else `work` throws
template <class Describe, class Work>
auto with_memory_for(const Describe& describe, const Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    if (!is_allocation_failure(error)) throw;
    SPARSECONV_THROW(system, "no memory for " + describe());
  }
}

/// The same for a batch of `n` images with `nnz` entries.
template <class Work>
auto with_memory(std::int64_t n, std::int64_t nnz, const Work& work) {
  const auto describe = [=] {
    return "a batch of " + std::to_string(n) + " images with " + std::to_string(nnz) +
           " entries: convolve fewer images at a time";
  };
  return with_memory_for(describe, work);
}

/// A range of 64-bit numbers: by default a device counts in 32 bits. The functor is a parameter of
/// its launch: by default Kokkos puts one of more than 512 bytes into memory that the kernels of
/// all instances of a device share, one after the other.
template <class ExecutionSpace, class... Traits>
using Range =
    Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<std::int64_t>,
                        Kokkos::Experimental::WorkItemProperty::HintLightWeight_t, Traits...>;

/// Has the compiler say which types of values and columns there are not.
template <class Scalar, class Ordinal>
constexpr bool check_types() {
  static_assert(std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>,
                "SparseConv: the values of a batch are float or double; long double, complex "
                "numbers and integers are not supported.");
  static_assert(std::is_same_v<Ordinal, std::int32_t> || std::is_same_v<Ordinal, std::int64_t>,
                "SparseConv: the columns of a batch are std::int32_t or std::int64_t; unsigned "
                "types, and long long where std::int64_t is long, are not supported.");
  return true;
}

/// Has the compiler say what is no matrix.
template <class Matrix>
constexpr bool check_matrix() {
  static_assert(KokkosSparse::is_crs_matrix_v<Matrix>,
                "SparseConv: a batch is a KokkosSparse::CrsMatrix, an image a row.");
  return true;
}

/// The Batch that a caller's matrix becomes for an execution space.
template <class Matrix, class ExecutionSpace>
struct BatchOf {
  static_assert(check_matrix<Matrix>());
  using Scalar = typename Matrix::non_const_value_type;
  using Ordinal = typename Matrix::non_const_ordinal_type;
  static_assert(check_types<Scalar, Ordinal>());
  static_assert(std::is_integral_v<typename Matrix::non_const_size_type>,
                "SparseConv: the offsets of a batch are integers.");
  static_assert(
      std::is_same_v<typename Matrix::memory_space, typename ExecutionSpace::memory_space>,
      "SparseConv: the batch is in the memory of another execution space; to_space() copies "
      "it.");
  using type = Batch<Scalar, Ordinal, ExecutionSpace>;
};

/// An array of a caller's matrix as an array of a Batch. A Batch has no constant arrays, so that a
/// constant array becomes a view that does not own its memory. Nothing writes through the view.
template <class To, class From>
To share_array(const From& from) {
  using Value = typename To::value_type;
  if constexpr (std::is_const_v<typename From::value_type> && !std::is_const_v<Value>)
    return To(const_cast<Value*>(from.data()), from.extent(0));
  else
    return from;
}

/// Copies offsets of another type. Nothing waits for the kernel.
template <class ExecutionSpace, class To, class From>
static void copy_offsets(const ExecutionSpace& space, const To& to, const From& from) {
  Kokkos::parallel_for(
      "SparseConv::batch::row_map",
      Range<ExecutionSpace>(space, 0, static_cast<std::int64_t>(from.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t i) { to(i) = static_cast<std::int64_t>(from(i)); });
}

/// as_batch(), with `make_row_map(n)` for room of `n` offsets where the row map is converted.
template <class ExecutionSpace, class Matrix, class MakeRowMap>
typename BatchOf<Matrix, ExecutionSpace>::type as_batch(const ExecutionSpace& space,
                                                        const Matrix& matrix,
                                                        const MakeRowMap& make_row_map) {
  using Result = typename BatchOf<Matrix, ExecutionSpace>::type;
  typename Result::row_map_type row_map;
  if constexpr (std::is_same_v<typename Matrix::non_const_size_type, std::int64_t>) {
    row_map = matrix.graph.row_map;
  } else {
    const auto& offsets = matrix.graph.row_map;
    const typename Result::row_map_type::non_const_type copy =
        make_row_map(static_cast<std::int64_t>(offsets.extent(0)));
    copy_offsets(space, copy, offsets);
    row_map = copy;
  }
  return Result("SparseConv::batch", matrix.numRows(), matrix.numCols(), matrix.nnz(),
                share_array<typename Result::values_type>(matrix.values), row_map,
                share_array<typename Result::index_type>(matrix.graph.entries));
}

}  // namespace Impl

/// A caller's matrix as a Batch. Entries and values are shared, and so is a row map of 64-bit
/// signed offsets; other row maps are copied, by a kernel on `space` for which nothing waits.
///
/// Arrays that are constant or unmanaged are shared without being owned: the matrix has to live as
/// long as the batch is used. A Batch has no constant arrays: where the caller's are constant, only
/// read from the batch, and do not pass it as the result of Plan::apply_into() or Plan::numeric().
/// \param space  execution space instance of the kernel
/// \param matrix a `KokkosSparse::CrsMatrix` in the memory of `ExecutionSpace`: float or double
///               values and 32-bit or 64-bit signed columns, constant or not, offsets of any
///               integral type, its device spelt as an execution space or as a `Kokkos::Device`,
///               managed or not. The compiler says which type is not supported.
/// \throws Error (system) if there is no memory for a row map
template <class ExecutionSpace, class Matrix>
[[nodiscard]] auto as_batch(const ExecutionSpace& space, const Matrix& matrix) {
  using RowMap = typename Impl::BatchOf<Matrix, ExecutionSpace>::type::row_map_type::non_const_type;
  return Impl::as_batch(space, matrix, [&](std::int64_t n) {
    return Impl::with_memory(matrix.numRows(), matrix.nnz(), [&] {
      return RowMap(
          Kokkos::view_alloc(space, Kokkos::WithoutInitializing, "SparseConv::batch::row_map"), n);
    });
  });
}

}  // namespace SparseConv

#endif
