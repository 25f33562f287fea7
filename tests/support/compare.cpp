#include <cmath>
#include <cstring>
#include <support/compare.hpp>

namespace SparseConv::Test {

namespace {

bool close(double value, const ReferencePixel& expected, double tolerance) {
  if (std::isnan(expected.sum)) return std::isnan(value);
  if (std::isinf(expected.sum)) return value == expected.sum;
  return std::abs(value - expected.sum) <= tolerance * expected.magnitude;
}

testing::AssertionResult image_agrees(const SparseImages& result, std::int64_t n,
                                      std::map<std::int64_t, ReferencePixel> expected,
                                      double tolerance) {
  std::int64_t previous = -1;
  for (std::int64_t k = result.row_map[n]; k < result.row_map[n + 1]; ++k) {
    const std::int64_t column = result.columns[k];
    const double value = result.values[k];
    if (column <= previous)
      return testing::AssertionFailure() << "column " << column << " follows " << previous;
    if (value == 0) return testing::AssertionFailure() << "column " << column << " stores a zero";
    const auto pixel = expected.find(column);
    if (pixel == expected.end())
      return testing::AssertionFailure() << "no tap reaches column " << column;
    if (!close(value, pixel->second, tolerance))
      return testing::AssertionFailure()
             << "column " << column << " is " << value << ", not " << pixel->second.sum;
    expected.erase(pixel);
    previous = column;
  }
  for (const auto& [column, pixel] : expected)
    if (!close(0, pixel, tolerance))
      return testing::AssertionFailure()
             << "column " << column << " is missing, it should be " << pixel.sum;
  return testing::AssertionSuccess();
}

}  // namespace

testing::AssertionResult agrees(const SparseImages& result, const ReferenceResult& reference,
                                double tolerance) {
  if (result.size() != static_cast<std::int64_t>(reference.size()))
    return testing::AssertionFailure() << result.size() << " images, not " << reference.size();
  if (result.row_map.front() != 0 ||
      result.row_map.back() != static_cast<std::int64_t>(result.columns.size()))
    return testing::AssertionFailure() << "the row map does not cover the entries";
  for (std::int64_t n = 0; n < result.size(); ++n) {
    const auto image = image_agrees(result, n, reference[static_cast<std::size_t>(n)], tolerance);
    if (!image) return testing::AssertionFailure() << "image " << n << ": " << image.message();
  }
  return testing::AssertionSuccess();
}

testing::AssertionResult identical(const SparseImages& a, const SparseImages& b) {
  if (a.shape != b.shape)
    return testing::AssertionFailure() << to_string(a.shape) << " and " << to_string(b.shape);
  if (a.row_map != b.row_map) return testing::AssertionFailure() << "row maps differ";
  if (a.columns != b.columns) return testing::AssertionFailure() << "columns differ";
  for (std::size_t k = 0; k < a.values.size(); ++k) {
    const bool both_nan = std::isnan(a.values[k]) && std::isnan(b.values[k]);
    if (!both_nan && std::memcmp(&a.values[k], &b.values[k], sizeof(double)) != 0)
      return testing::AssertionFailure()
             << "value " << k << " is " << a.values[k] << " and " << b.values[k];
  }
  return testing::AssertionSuccess();
}

}  // namespace SparseConv::Test
