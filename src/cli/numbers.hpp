#ifndef SPARSECONV_CLI_NUMBERS_HPP
#define SPARSECONV_CLI_NUMBERS_HPP

#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <limits>
#include <parse_number.hpp>
#include <string>

/// \file
/// Numbers from the command line.

namespace SparseConv::cli {

/// The integer in a text. \throws Error (input) unless it is in `minimum` .. `maximum`
std::int64_t integer_from_string(const std::string& text, std::int64_t minimum,
                                 std::int64_t maximum = std::numeric_limits<std::int64_t>::max());

/// A number of images. \throws Error (input) unless it is in 0 .. 10^12
std::int64_t number_of_images_from_string(const std::string& text);

/// The number in a text. \throws Error (input) unless it is finite
double number_from_string(const std::string& text);

/// Bytes from a number, which may have a suffix K, M, G or T (powers of 1024). The suffix may be a
/// small letter, and `B` or `iB` may follow: `4G`, `4gb` and `4GiB` are the same.
/// \throws Error (input) for another text, or for less than one byte
std::int64_t bytes_from_string(const std::string& text);

/// A shape from `H,W` or `HxW`. \throws Error (input) unless both are in 1 .. max_extent
ImageShape shape_from_string(const std::string& text);

}  // namespace SparseConv::cli

#endif
