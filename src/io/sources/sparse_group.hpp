#ifndef SPARSECONV_IO_SOURCES_SPARSE_GROUP_HPP
#define SPARSECONV_IO_SOURCES_SPARSE_GROUP_HPP

#include <io/sources/FoundObject.hpp>
#include <io/sources/ImageSource.hpp>
#include <memory>

/// \file
/// Groups of the arrays `data`, `indices` and `indptr`, which MATLAB calls `data`, `ir` and `jc`,
/// in any of these forms:
/// - the attributes `encoding-type` and `shape`: AnnData since 0.7, and this project;
/// - the attributes `h5sparse_format` and `h5sparse_shape`: AnnData before 0.7;
/// - the attribute `MATLAB_sparse`, the number of rows of a matrix in CSC: MATLAB since 7.3;
/// - none of these, and a dataset `shape`: CaImAn and 10x Genomics.

namespace SparseConv::io {

/// Whether a group has the arrays of a sparse matrix.
bool is_sparse_group(hid_t group);

/// Opens the batch in a group.
/// \throws Error (input) naming group or dataset for anything that is not a batch
std::unique_ptr<ImageSource> open_sparse_group(const FoundObject& group);

}  // namespace SparseConv::io

#endif
