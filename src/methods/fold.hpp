#ifndef SPARSECONV_METHODS_FOLD_HPP
#define SPARSECONV_METHODS_FOLD_HPP

#include <batch/sort_and_merge.hpp>
#include <batch/unite.hpp>
#include <limits>
#include <rows/Extension.hpp>

/// \file
/// Adds the pixels of extended images to the pixels of the images that they are copies of. Those at
/// home, within the edges of the image, are in order as they are; the strays beyond the edges, a
/// few, are sorted and added to them:
///
///     strays | home        | strays
///      2 1 0 | 0 1 2 3 4 5 | 5 4 3     (the pixels that they are added to, for `reflect`)

namespace SparseConv::Impl {

/// Stands for the column of a pixel that is a copy of none. (A device may not call min().)
template <class Ordinal>
constexpr Ordinal no_source = std::numeric_limits<Ordinal>::min();

/// Extended images with the columns that their pixels are added to: `column` for one at home,
/// `-1 - column` for a stray, `no_source` for a pixel that is a copy of none.
template <class ExecutionSpace, class Matrix>
static Matrix with_sources(const ExecutionSpace& space, const Matrix& extended,
                           const Extension& extension) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const std::int64_t nnz = extended.nnz();
  const auto sources = allocate<typename Matrix::index_type::non_const_type>(
      space, "SparseConv::fold::sources", nnz);
  const auto entries = extended.graph.entries;
  const PixelGrid grid(extension.frame.width);
  Kokkos::parallel_for(
      "SparseConv::fold::sources", Range<ExecutionSpace>(space, 0, nnz),
      KOKKOS_LAMBDA(const std::int64_t k) {
        const Pixel pixel = grid.split(entries(k));
        const std::int64_t source = extension.source(pixel);
        sources(k) = source < 0
                         ? no_source<Ordinal>
                         : static_cast<Ordinal>(extension.is_home(pixel) ? source : -1 - source);
      });
  return Matrix("SparseConv::batch", extended.numRows(),
                static_cast<Ordinal>(extension.image.size()), nnz, extended.values,
                extended.graph.row_map, sources);
}

/// The strays with the columns that they are added to, in ascending order; those of a pixel in the
/// order of the extended image.
template <class ExecutionSpace, class Matrix>
static Matrix sorted_strays(const ExecutionSpace& space, const Matrix& sources) {
  using Scalar = typename Matrix::non_const_value_type;
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const auto entries = sources.graph.entries;
  const auto values = sources.values;
  const Matrix strays = compact(
      space, "SparseConv::fold::strays", sources,
      KOKKOS_LAMBDA(std::int64_t, std::int64_t k, Scalar & value) {
        value = values(k);
        return entries(k) < 0 && entries(k) != no_source<Ordinal>;
      });
  const auto columns = strays.graph.entries;
  Kokkos::parallel_for(
      "SparseConv::fold::columns",
      Range<ExecutionSpace>(space, 0, static_cast<std::int64_t>(strays.nnz())),
      KOKKOS_LAMBDA(const std::int64_t k) { columns(k) = -1 - columns(k); });
  return sort_columns(space, strays);
}

/// Adds sorted strays to the pixels at home that are stored.
/// \return the sums of the strays whose pixels at home are not stored
template <class ExecutionSpace, class Matrix>
static Matrix add_strays(const ExecutionSpace& space, const Matrix& strays, const Matrix& home) {
  using Scalar = typename Matrix::non_const_value_type;
  const MergeSorted<Matrix> merge(strays);
  const auto is_new = allocate<Kokkos::View<bool*, ExecutionSpace>>(
      space, "SparseConv::fold::is_new", static_cast<std::int64_t>(strays.nnz()));
  for_each_entry(
      space, "SparseConv::fold::add", strays, KOKKOS_LAMBDA(std::int64_t image, std::int64_t k) {
        Scalar sum;
        const bool first = merge(image, k, sum);
        const std::int64_t found = first ? find_pixel(home, image, strays.graph.entries(k)) : -1;
        if (found >= 0) home.values(found) += sum;
        is_new(k) = first && found < 0;
      });
  return compact(
      space, "SparseConv::fold::new", strays,
      KOKKOS_LAMBDA(std::int64_t image, std::int64_t k, Scalar & sum) {
        return is_new(k) && merge(image, k, sum);
      });
}

/// Folds canonical extended images. Zeros stay stored, and so do sums that are zero.
template <class ExecutionSpace, class Matrix>
static Matrix fold_pattern(const ExecutionSpace& space, const Matrix& extended,
                           const Extension& extension) {
  using Scalar = typename Matrix::non_const_value_type;
  const Matrix sources = with_sources(space, extended, extension);
  const auto entries = sources.graph.entries;
  const auto values = sources.values;
  const Matrix home = compact(
      space, "SparseConv::fold::home", sources,
      KOKKOS_LAMBDA(std::int64_t, std::int64_t k, Scalar & value) {
        value = values(k);
        return entries(k) >= 0;
      });
  const Matrix strays = sorted_strays(space, sources);
  if (strays.nnz() == 0) return home;
  const Matrix others = add_strays(space, strays, home);
  return others.nnz() == 0 ? home : unite(space, home, others);
}

/// The same without zeros.
template <class ExecutionSpace, class Matrix>
Matrix fold(const ExecutionSpace& space, const Matrix& extended, const Extension& extension) {
  const Matrix folded = fold_pattern(space, extended, extension);
  return count_zeros(space, folded.values) > 0 ? drop_zeros(space, folded) : folded;
}

}  // namespace SparseConv::Impl

#endif
