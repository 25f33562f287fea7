#ifndef SPARSECONV_IO_HDF5_ATTRIBUTES_HPP
#define SPARSECONV_IO_HDF5_ATTRIBUTES_HPP

#include <array>
#include <cstdint>
#include <io/hdf5/hdf5.hpp>
#include <map>
#include <string>
#include <vector>

/// \file
/// Reads and writes the attributes of objects in HDF5.

namespace SparseConv::io::hdf5 {

/// Whether an object has an attribute of that name.
/// \param where the object in messages, as in all functions here
/// \throws Error (input)
bool has_attribute(hid_t object, const std::string& where, const char* name);

/// The names of all attributes.
std::vector<std::string> names_of_attributes(hid_t object, const std::string& where);

/// Reads a text of fixed or variable length.
/// \throws Error (input) if there is no such attribute, or if it is not one text
std::string read_text(hid_t object, const std::string& where, const char* name);

/// Reads all attributes that are one text. Damaged attributes are left out.
std::map<std::string, std::string> read_texts(hid_t object, const std::string& where);

/// Reads two whole numbers.
/// \throws Error (input) if there is no such attribute, or if it is not two whole numbers
std::array<std::int64_t, 2> read_pair(hid_t object, const std::string& where, const char* name);

/// Reads a whole number.
/// \throws Error (input) if there is no such attribute, or if it is not one whole number
std::int64_t read_number(hid_t object, const std::string& where, const char* name);

/// Writes a text of variable length in UTF-8, as h5py does. \throws Error (system)
void write_text(hid_t object, const std::string& where, const char* name, const std::string& text);

/// Writes two 64-bit numbers. \throws Error (system)
void write_pair(hid_t object, const std::string& where, const char* name,
                const std::array<std::int64_t, 2>& pair);

/// Writes a 64-bit number. \throws Error (system)
void write_number(hid_t object, const std::string& where, const char* name, std::int64_t number);

}  // namespace SparseConv::io::hdf5

#endif
