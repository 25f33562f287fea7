#ifndef SPARSECONV_IO_HDF5_NUMBER_TYPES_HPP
#define SPARSECONV_IO_HDF5_NUMBER_TYPES_HPP

#include <io/hdf5/hdf5.hpp>
#include <string>

/// \file
/// The types with which HDF5 stores numbers: which are allowed, and how they are converted.

namespace SparseConv::io::hdf5 {

/// The type with which the elements of a dataset are stored.
/// \throws Error (input)
Handle type_of(hid_t dataset, const std::string& where);

/// Checks that the elements of a dataset are numbers, or truth values, that HDF5 can convert to
/// float or double.
/// \throws Error (input)
void check_numbers(hid_t dataset, const std::string& where);

/// Checks that the elements of a dataset are whole numbers, or truth values. A number that is too
/// large for its use becomes the largest of the type into which it is read.
/// \throws Error (input)
void check_indices(hid_t dataset, const std::string& where);

/// The same checks for a type. `where` is the object of that type in messages.
void check_type_of_numbers(hid_t type, const std::string& where);
void check_type_of_indices(hid_t type, const std::string& where);

/// The type of numbers as NumPy names it, such as `float32`.
std::string name_of_type(hid_t type);

/// Whether float would lose digits of numbers of a type.
bool needs_double(hid_t type);

/// Converts numbers from one type to another one. A number out of range becomes the largest or
/// smallest one. The arrays do not overlap.
/// \throws Error (input)
void convert_numbers(hid_t from, hid_t to, std::size_t n, const void* stored, void* numbers,
                     const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
