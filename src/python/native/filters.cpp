#include <native/filters.hpp>

namespace SparseConv::python {

Weights weights_of(const Filter& filter) {
  return {filter.shape().height, filter.shape().width, filter.weights()};
}

Weights box(std::int64_t size) { return weights_of(box_filter(size)); }

Weights gaussian(double sigma, std::int64_t radius) {
  return weights_of(gaussian_filter(sigma, radius));
}

Weights cosine(double half_width) { return weights_of(cosine_filter(half_width)); }

Weights disk(double radius) { return weights_of(disk_filter(radius)); }

Weights ring(double inner, double outer) { return weights_of(ring_filter(inner, outer)); }

Weights delta() { return weights_of(delta_filter()); }

Weights laplacian_of_gaussian(double sigma) {
  return weights_of(laplacian_of_gaussian_filter(sigma));
}

Weights difference_of_gaussians(double sigma, double other_sigma) {
  return weights_of(difference_of_gaussians_filter(sigma, other_sigma));
}

Weights filter_from_text(const std::string& description) {
  return weights_of(filter_from_string(description));
}

}  // namespace SparseConv::python
