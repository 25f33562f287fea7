#ifndef SPARSECONV_TESTS_DOT_HPP
#define SPARSECONV_TESTS_DOT_HPP

#include <cmath>
#include <map>
#include <support/SparseImages.hpp>

namespace SparseConv::Test {

/// The sum of products, and of their absolute values, by which rounding is judged.
struct Product {
  double sum = 0, magnitude = 0;
};

/// The products of the pixels of two batches.
inline Product dot(const SparseImages& a, const SparseImages& b) {
  Product product;
  for (std::int64_t n = 0; n < a.size(); ++n) {
    std::map<std::int64_t, double> pixels;
    for (std::int64_t k = a.row_map[n]; k < a.row_map[n + 1]; ++k)
      pixels[a.columns[k]] = a.values[k];
    for (std::int64_t k = b.row_map[n]; k < b.row_map[n + 1]; ++k) {
      const auto found = pixels.find(b.columns[k]);
      if (found == pixels.end()) continue;
      product.sum += found->second * b.values[k];
      product.magnitude += std::abs(found->second * b.values[k]);
    }
  }
  return product;
}

}  // namespace SparseConv::Test

#endif
