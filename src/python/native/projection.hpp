#ifndef SPARSECONV_PYTHON_PROJECTION_HPP
#define SPARSECONV_PYTHON_PROJECTION_HPP

#include <cstdint>
#include <native/Csr.hpp>
#include <string>

namespace SparseConv::python {

/// SparseConv::max_projection, computed on the host. Initialises Kokkos if nobody has.
/// \param batch     values of type float32 or float64
/// \param height    of the images
/// \param width     of the images
/// \param normalize see Normalize
/// \return `height * width` numbers of type float64, row after row
Memory max_projection(const Csr& batch, std::int64_t height, std::int64_t width,
                      const std::string& normalize);

}  // namespace SparseConv::python

#endif
