#include <SparseConv/Filter.hpp>
#include <native/filters.hpp>

namespace SparseConv::python {

namespace {

Weights weights_of(const Filter& filter) {
  return {filter.shape().height, filter.shape().width, filter.weights()};
}

}  // namespace

Weights box(std::int64_t size) { return weights_of(box_filter(size)); }

Weights gaussian(double sigma, std::int64_t radius) {
  return weights_of(gaussian_filter(sigma, radius));
}

Weights cosine(double half_width) { return weights_of(cosine_filter(half_width)); }

Weights filter_from_text(const std::string& description) {
  return weights_of(filter_from_string(description));
}

}  // namespace SparseConv::python
