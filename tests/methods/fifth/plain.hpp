#ifndef SPARSECONV_METHODS_PLAIN_PLAIN_HPP
#define SPARSECONV_METHODS_PLAIN_PLAIN_HPP

#include <batch/host_array.hpp>
#include <map>
#include <methods/Taps.hpp>
#include <methods/registry.hpp>

namespace SparseConv::Impl {

/// Adds up each image on the host, in a map from pixel to value.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Plain : public Algorithm<Scalar, Ordinal, ExecutionSpace> {
 public:
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Matrix;
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Results;

  Plain(const ExecutionSpace&, const Geometry& geometry, const Filter& filter, const Options&)
      : geometry_(geometry), filter_(filter) {}

  static Cost cost(const Workload& work, const Options&) {
    return {Fit::always, 0, 1e-6 * work.products()};
  }

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch, Results& results) override {
    const auto offsets = copy_to_host(space, batch.graph.row_map);
    const auto columns = copy_to_host(space, batch.graph.entries);
    const auto values = copy_to_host(space, batch.values);
    std::vector<std::int64_t> row_map{0};
    std::vector<Ordinal> entries;
    std::vector<Scalar> sums;
    for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
      std::map<std::int64_t, Scalar> image;
      for (auto k = static_cast<std::size_t>(offsets[i]);
           k < static_cast<std::size_t>(offsets[i + 1]); ++k)
        add(columns[k], values[k], image);
      for (const auto& [pixel, sum] : image) {
        if (sum == Scalar(0)) continue;
        entries.push_back(static_cast<Ordinal>(pixel));
        sums.push_back(sum);
      }
      row_map.push_back(static_cast<std::int64_t>(entries.size()));
    }
    return results.copy(
        space,
        Matrix("SparseConv::batch", batch.numRows(), static_cast<Ordinal>(geometry_.output.size()),
               row_map.back(), copy_to_space(space, "sums", sums),
               copy_to_space(space, "row_map", row_map), copy_to_space(space, "entries", entries)));
  }

 private:
  void add(std::int64_t column, Scalar value, std::map<std::int64_t, Scalar>& image) const {
    const Pixel pixel = PixelGrid(geometry_.image.width).split(column);
    for (std::int64_t i = 0; i < geometry_.filter.height; ++i)
      for (std::int64_t j = 0; j < geometry_.filter.width; ++j) {
        const auto weight = static_cast<Scalar>(filter_(i, j));
        const std::int64_t y = pixel.row + i - geometry_.row_origin;
        const std::int64_t x = pixel.column + j - geometry_.column_origin;
        if (weight != Scalar(0) && y >= 0 && y < geometry_.output.height && x >= 0 &&
            x < geometry_.output.width)
          image[y * geometry_.output.width + x] += value * weight;
      }
  }

  Geometry geometry_;
  Filter filter_;
};

template <>
struct ClassOf<Method::plain> {
  template <class Scalar, class Ordinal, class ExecutionSpace>
  using type = Plain<Scalar, Ordinal, ExecutionSpace>;
};

}  // namespace SparseConv::Impl

#endif
