#ifndef SPARSECONV_PYTHON_FILTERS_HPP
#define SPARSECONV_PYTHON_FILTERS_HPP

#include <SparseConv/Filter.hpp>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

/// \file
/// The filters of SparseConv/Filter.hpp, each as height, width and weights, row after row.

namespace SparseConv::python {

using Weights = std::tuple<std::int64_t, std::int64_t, std::vector<double>>;

Weights box(std::int64_t size);                       ///< box_filter
Weights gaussian(double sigma, std::int64_t radius);  ///< gaussian_filter
Weights cosine(double half_width);                    ///< cosine_filter
Weights disk(double radius);                          ///< disk_filter
Weights ring(double inner, double outer);             ///< ring_filter
Weights delta();                                      ///< delta_filter
Weights laplacian_of_gaussian(double sigma);          ///< laplacian_of_gaussian_filter
/// difference_of_gaussians_filter
Weights difference_of_gaussians(double sigma, double other_sigma);
Weights filter_from_text(const std::string& description);  ///< filter_from_string

Weights weights_of(const Filter& filter);

}  // namespace SparseConv::python

#endif
