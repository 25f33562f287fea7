#ifndef SPARSECONV_TESTS_HAS_VALUES_AT_HPP
#define SPARSECONV_TESTS_HAS_VALUES_AT_HPP

#include <cmath>
#include <support/compare.hpp>

namespace SparseConv::Test {

/// Whether a result has exactly the pixels of a pattern, with the values of the reference.
template <class Scalar>
testing::AssertionResult has_values_at(const SparseImages& result, const SparseImages& pattern,
                                       const ReferenceResult& reference) {
  if (result.columns != pattern.columns || result.row_map != pattern.row_map)
    return testing::AssertionFailure() << "other pixels than those of the pattern";
  for (std::int64_t i = 0; i < result.size(); ++i)
    for (std::int64_t k = result.row_map[i]; k < result.row_map[i + 1]; ++k) {
      const auto& pixels = reference[static_cast<std::size_t>(i)];
      const auto found = pixels.find(result.columns[k]);
      const auto [sum, magnitude] = found == pixels.end() ? ReferencePixel() : found->second;
      if (!(std::abs(result.values[k] - sum) <= tolerance<Scalar> * magnitude))
        return testing::AssertionFailure() << "image " << i << ", pixel " << result.columns[k]
                                           << ": " << result.values[k] << " instead of " << sum;
    }
  return testing::AssertionSuccess();
}

}  // namespace SparseConv::Test

#endif
