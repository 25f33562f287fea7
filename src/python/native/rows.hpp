#ifndef SPARSECONV_PYTHON_ROWS_HPP
#define SPARSECONV_PYTHON_ROWS_HPP

#include <native/Csr.hpp>
#include <vector>

/// \file
/// What Python users do to a batch after it was convolved. All functions take matrices that
/// check_rows() accepts, with values of type float32 or float64.

namespace SparseConv::python {

/// The number by which the values of an image are divided.
enum class Norm { none, sum, maximum };

/// \throws std::invalid_argument where offsets fall, or leave the arrays, or where a column is not
/// below `n_columns`
void check_rows(const Csr& csr, std::int64_t n_columns);

/// One divisor for each row: 1 where that of the norm would be 0 or, as stored entries are all
/// there is, where there are none.
std::vector<double> norms(const Csr& csr, Norm norm);

/// The values divided by those of their rows, into `result`, an array as long as the values.
void divide_rows(const Csr& csr, const std::vector<double>& divisors, const Array& result);

/// The maximum over all rows in each column, of values divided by `divisors`, into `result`, an
/// array with an element a column. Pixels that a row does not store count as 0; a NaN wins.
void project_maximum(const Csr& csr, const std::vector<double>& divisors, const Array& result);

/// The entries whose absolute value is at least `threshold` and not 0, and NaN.
CsrMemory prune(const Csr& csr, double threshold);

}  // namespace SparseConv::python

#endif
