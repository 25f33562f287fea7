#ifndef SPARSECONV_PYTHON_ROWS_HPP
#define SPARSECONV_PYTHON_ROWS_HPP

#include <native/Csr.hpp>
#include <vector>

/// \file
/// What Python users do with a batch after a convolution. All functions take matrices that
/// check_rows() accepts, with values of type float32 or float64.

namespace SparseConv::python {

/// The number by which the values of an image are divided.
enum class Norm { none, sum, maximum };

/// \throws std::invalid_argument if offsets fall or leave the arrays, or if a column is not from 0
/// to `n_columns - 1`
void check_rows(const Csr& csr, std::int64_t n_columns);

/// The divisor of each row: the sum or the maximum of the row's values, or 1 if that would be 0, as
/// in a row without entries.
std::vector<double> norms(const Csr& csr, Norm norm);

/// Divides each value by the divisor of its row.
/// \param result array for the quotients, as long as the values
void divide_rows(const Csr& csr, const std::vector<double>& divisors, const Array& result);

/// Finds the maximum of each column, of values divided by the divisors of their rows. Pixels that a
/// row does not store count as 0. A NaN is the maximum of its column.
/// \param result array for the maxima, with an element for each column
void project_maximum(const Csr& csr, const std::vector<double>& divisors, const Array& result);

/// Keeps NaN, and entries whose absolute value is at least `threshold` and not 0.
CsrMemory prune(const Csr& csr, double threshold);

}  // namespace SparseConv::python

#endif
