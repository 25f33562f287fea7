#ifndef SPARSECONV_CLI_COMMANDS_STATISTICS_HPP
#define SPARSECONV_CLI_COMMANDS_STATISTICS_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace SparseConv::cli {

/// Statistics of the entries of a batch.
class Statistics {
 public:
  using Images = io::HostBatch<double, std::int64_t>;

  /// \param shape of the images; if it is not known, neither are their occupied areas
  explicit Statistics(std::optional<ImageShape> shape) : shape_(shape) {}

  /// Adds further images.
  void add(const Images& images);

  std::vector<std::int64_t> entries;        ///< stored entries of each image
  std::vector<std::int64_t> occupied_area;  ///< pixels of each image's bounding box of entries
  double smallest = std::numeric_limits<double>::infinity();  ///< of the values that are finite
  double largest = -std::numeric_limits<double>::infinity();
  std::int64_t not_finite = 0;  ///< stored infinities and NaN
  std::int64_t zeros = 0;       ///< stored zeros
  bool ascending = true;        ///< whether the columns of every image ascend, without repetition

 private:
  void add_value(double value);

  std::optional<ImageShape> shape_;
};

}  // namespace SparseConv::cli

#endif
