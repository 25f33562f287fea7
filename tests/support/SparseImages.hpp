#ifndef SPARSECONV_TESTS_SPARSEIMAGES_HPP
#define SPARSECONV_TESTS_SPARSEIMAGES_HPP

#include <SparseConv/Batch.hpp>
#include <algorithm>
#include <vector>

namespace SparseConv::Test {

/// A batch in plain host vectors, in double precision, which tests make and look at.
struct SparseImages {
  ImageShape shape;
  std::vector<std::int64_t> row_map{0};
  std::vector<std::int64_t> columns;
  std::vector<double> values;

  std::int64_t size() const { return static_cast<std::int64_t>(row_map.size()) - 1; }

  void add(std::int64_t column, double value) {
    columns.push_back(column);
    values.push_back(value);
  }
  void end_image() { row_map.push_back(static_cast<std::int64_t>(columns.size())); }

  friend bool operator==(const SparseImages& a, const SparseImages& b) {
    return a.shape == b.shape && a.row_map == b.row_map && a.columns == b.columns &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end());
  }
};

/// Images `first` to `last - 1`.
inline SparseImages slice(const SparseImages& images, std::int64_t first, std::int64_t last) {
  SparseImages part{images.shape, {0}, {}, {}};
  for (std::int64_t i = first; i < last; ++i) {
    for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k)
      part.add(images.columns[k], images.values[k]);
    part.end_image();
  }
  return part;
}

template <class View, class T>
void copy_to(const View& view, const std::vector<T>& source) {
  const auto host = Kokkos::create_mirror_view(view);
  for (std::size_t i = 0; i < source.size(); ++i)
    host(i) = static_cast<typename View::non_const_value_type>(source[i]);
  Kokkos::deep_copy(view, host);
}

template <class View, class T>
void copy_from(const View& view, std::vector<T>& target) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
  target.assign(host.data(), host.data() + host.extent(0));
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> to_batch(const SparseImages& images) {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  typename Matrix::row_map_type::non_const_type row_map("row_map", images.row_map.size());
  typename Matrix::index_type::non_const_type entries("entries", images.columns.size());
  typename Matrix::values_type::non_const_type values("values", images.values.size());
  copy_to(row_map, images.row_map);
  copy_to(entries, images.columns);
  copy_to(values, images.values);
  return Matrix("batch", static_cast<Ordinal>(images.size()),
                static_cast<Ordinal>(images.shape.size()),
                static_cast<std::int64_t>(images.columns.size()), values, row_map, entries);
}

/// The same in a combination of types, one of spaces.hpp.
template <class T>
auto to_batch(const SparseImages& images) {
  return to_batch<typename T::Scalar, typename T::Ordinal, typename T::ExecutionSpace>(images);
}

template <class Matrix>
SparseImages from_batch(const Matrix& batch, ImageShape shape) {
  SparseImages images{shape, {0}, {}, {}};
  copy_from(batch.graph.row_map, images.row_map);
  copy_from(batch.graph.entries, images.columns);
  copy_from(batch.values, images.values);
  return images;
}

/// The numbers of a dense image, row by row.
template <class Image>
std::vector<double> numbers_of(const Image& image) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), image);
  return {host.data(), host.data() + host.size()};
}

}  // namespace SparseConv::Test

#endif
