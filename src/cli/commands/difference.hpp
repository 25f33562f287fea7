#ifndef SPARSECONV_CLI_COMMANDS_DIFFERENCE_HPP
#define SPARSECONV_CLI_COMMANDS_DIFFERENCE_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <cstdint>

namespace SparseConv::cli {

/// How two batches differ, pixel by pixel. A pixel that is not stored is zero.
class Difference {
 public:
  using Images = io::HostBatch<double, std::int64_t>;

  /// Where two batches differ most.
  struct Place {
    std::int64_t image = 0, pixel = 0;
    double a = 0, b = 0;  ///< the values there
  };

  /// Adds images of both batches: equally many, without duplicates.
  void add(const Images& a, const Images& b);

  std::int64_t in_both = 0;    ///< pixels that both store
  std::int64_t only_a = 0;     ///< pixels that only the first stores
  std::int64_t only_b = 0;     ///< pixels that only the second stores
  std::int64_t differing = 0;  ///< pixels with different values
  double largest = 0;          ///< difference, infinite where one is not finite or no number
  double largest_value = 0;    ///< largest absolute value of both that is finite
  Place place;                 ///< the first with the largest difference

 private:
  void add_image(const Images& a, const Images& b, std::int64_t row);
  void add_pixel(std::int64_t pixel, double a, double b);

  std::int64_t n_images_ = 0;
};

}  // namespace SparseConv::cli

#endif
