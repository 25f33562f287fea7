#ifndef SPARSECONV_PYTHON_BATCHES_HPP
#define SPARSECONV_PYTHON_BATCHES_HPP

#include <cstdint>
#include <native/Csr.hpp>
#include <string>

/// \file
/// What Python users do with a batch after a convolution, by functions of the library, on the host.
/// All initialise Kokkos if nobody has, take values of type float32 or float64 and columns in any
/// order, and throw an Error (input) as validate() does.

namespace SparseConv::python {

/// SparseConv::max_projection.
/// \param normalize see Normalize
/// \return `height * width` numbers of type float64, row after row
Memory max_projection(const Csr& batch, std::int64_t height, std::int64_t width,
                      const std::string& normalize);

/// Divides each image, see Normalize.
CsrMemory normalize(const Csr& batch, std::int64_t n_pixels, const std::string& norm);

/// Keeps NaN, and entries whose absolute value is at least `threshold` and not 0.
CsrMemory prune(const Csr& batch, std::int64_t n_pixels, double threshold);

}  // namespace SparseConv::python

#endif
