#ifndef SPARSECONV_IO_SOURCES_MATRIX_HPP
#define SPARSECONV_IO_SOURCES_MATRIX_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <array>
#include <cstdint>
#include <io/hdf5/hdf5.hpp>
#include <string>

namespace SparseConv::io {

/// A sparse matrix, by what a file says of it. An image is a row of a matrix in CSR, and a column
/// of a matrix in CSC: the arrays of a matrix in CSC are the arrays of its transpose in CSR.
struct Matrix {
  std::string format;                   ///< `csr` or `csc`; empty if the file does not say
  std::array<std::int64_t, 2> shape{};  ///< rows and columns
};

/// The numbers of images and of pixels, and the layout, of a batch that is a matrix.
/// \param where the matrix in messages
/// \throws Error (input) if one of them is negative
BatchInfo describe_matrix(const Matrix& matrix, const std::string& where);

/// Adds what follows from the type of the stored values.
void describe_values(BatchInfo& info, hid_t type);

}  // namespace SparseConv::io

#endif
