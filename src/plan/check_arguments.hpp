#ifndef SPARSECONV_PLAN_CHECK_ARGUMENTS_HPP
#define SPARSECONV_PLAN_CHECK_ARGUMENTS_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <SparseConv/Shape.hpp>
#include <algorithm>
#include <cmath>
#include <rows/check_shape.hpp>
#include <string>

/// \file
/// What a plan refuses of filters, shapes and batches. Each function throws an Error (input).

namespace SparseConv::Impl {

/// Refuses finite weights that would be infinite in the plan's type.
template <class Scalar>
void check_weights(const Filter& filter) {
  const auto is_too_large = [](double weight) {
    return std::isfinite(weight) && !std::isfinite(static_cast<Scalar>(weight));
  };
  check_not_empty(filter);
  const auto& all = filter.weights();
  const std::int64_t found = std::find_if(all.begin(), all.end(), is_too_large) - all.begin();
  const std::int64_t width = filter.shape().width;
  SPARSECONV_THROW_IF(found < filter.shape().size(), input,
                      "the filter's weight in row " + std::to_string(found / width) + ", column " +
                          std::to_string(found % width) +
                          " is beyond what float holds: use double");
}

template <class View>
bool same_array(const View& a, const View& b) {
  return a.data() != nullptr && a.data() == b.data();
}

/// Refuses a result that is to be written into the arrays of the batch itself.
template <class Matrix>
void check_apart(const Matrix& batch, const Matrix& result) {
  SPARSECONV_THROW_IF(same_array(batch.graph.row_map, result.graph.row_map) ||
                          same_array(batch.graph.entries, result.graph.entries) ||
                          same_array(batch.values, result.values),
                      input,
                      "the result has arrays of the batch, which is read while the result is "
                      "written: give another batch for the result");
}

/// Refuses a result whose values are to be written over those of the batch.
template <class Matrix>
void check_values_apart(const Matrix& batch, const Matrix& result) {
  SPARSECONV_THROW_IF(
      same_array(batch.values, result.values), input,
      "the result has the values of the batch, which are read while the result is written: give a "
      "result of symbolic");
}

/// Refuses an image, or a pattern for its result, that is a matrix of another shape than its own.
template <class Matrix>
void check_image(const char* what, const Matrix& matrix, ImageShape shape) {
  SPARSECONV_THROW_IF(matrix.numRows() != shape.height || matrix.numCols() != shape.width, input,
                      "the " + std::string(what) + " is a matrix of " +
                          std::to_string(matrix.numRows()) + "x" +
                          std::to_string(matrix.numCols()) + ", but the plan is for " + what +
                          "s of " + to_string(shape));
}

}  // namespace SparseConv::Impl

#endif
