#ifndef SPARSECONV_IO_READ_FILTER_HPP
#define SPARSECONV_IO_READ_FILTER_HPP

#include <SparseConv/Filter.hpp>
#include <string>
#include <vector>

namespace SparseConv::io {

/// Reads a filter from a file: from a 2-D dataset of an HDF5 file, from a 2-D array of numbers in
/// NumPy's format NPY, or from a text. All its weights have to be finite, although a Filter may
/// hold others.
///
/// In a text, every line holds a row of the filter. The locale does not matter:
/// - A line ends with LF, CRLF or CR. `#` starts a comment, and lines without numbers are skipped.
/// - A number is decimal and finite, with a point and an exponent if it has them: `2`, `+.5`,
/// `-3e-2`.
/// - One thing separates the numbers, the same in the whole text: a comma, a semicolon, a tab, or
///   one or more blanks. Blanks around a comma, a semicolon or a tab are allowed.
/// - Every cell holds a number: `1,,2` and `1,2,` have an empty cell, which is an error.
/// - The encoding is UTF-8, with or without a byte order mark.
///
/// \param path  `FILE:DATASET` for HDF5, or `FILE` for an NPY file or a text
/// \param files gets the files that hold the filter: the file of `path` and, where external links
///              lead to the dataset, the files behind them. A name may come twice.
/// \throws Error (input) for anything else, naming the file and the line or dataset
[[nodiscard]] Filter read_filter(const std::string& path,
                                 std::vector<std::string>* files = nullptr);

}  // namespace SparseConv::io

#endif
