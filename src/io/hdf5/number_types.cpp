#include <cstring>
#include <io/hdf5/number_types.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

/// Whether a type is a truth value as h5py stores it: an enumeration of 0 and 1, in a byte.
bool is_bool(hid_t type) {
  if (H5Tget_class(type) != H5T_ENUM || H5Tget_size(type) != 1 || H5Tget_nmembers(type) != 2)
    return false;
  unsigned char a = 0, b = 0;
  const bool read = H5Tget_member_value(type, 0, &a) >= 0 && H5Tget_member_value(type, 1, &b) >= 0;
  return read && a != b && a <= 1 && b <= 1;
}

}  // namespace

Handle type_of(hid_t dataset, const std::string& where) {
  Handle type = SPARSECONV_HDF5(H5Dget_type(dataset), input, where);
  SPARSECONV_THROW_IF(H5Tget_size(type) == 0, input,
                      where + ": its elements are said to have no bytes: the file is damaged");
  return type;
}

void check_numbers(hid_t dataset, const std::string& where) {
  check_type_of_numbers(type_of(dataset, where), where);
}

void check_type_of_numbers(hid_t type, const std::string& where) {
  const H5T_class_t kind = H5Tget_class(type);
  SPARSECONV_THROW_IF(kind == H5T_ENUM && !is_bool(type), input,
                      where +
                          ": holds enumerated values: store them as numbers, float32 for "
                          "instance");
  SPARSECONV_THROW_IF(kind != H5T_INTEGER && kind != H5T_FLOAT && kind != H5T_ENUM, input,
                      where + ": does not hold numbers");
  SPARSECONV_THROW_IF(H5Tget_size(type) > 8, input,
                      where + ": holds numbers of more than 64 bits: store them as float64");
}

void check_indices(hid_t dataset, const std::string& where) {
  check_type_of_indices(type_of(dataset, where), where);
}

void check_type_of_indices(hid_t type, const std::string& where) {
  const bool is_integer = H5Tget_class(type) == H5T_INTEGER || is_bool(type);
  SPARSECONV_THROW_IF(!is_integer || H5Tget_size(type) > 8, input,
                      where + ": must hold whole numbers of at most 64 bits");
}

bool needs_double(hid_t type) {
  const std::size_t size = H5Tget_size(type);
  return H5Tget_class(type) == H5T_INTEGER ? size >= 4 : size > 4;
}

std::string name_of_type(hid_t type) {
  if (is_bool(type)) return "bool";
  const bool is_float = H5Tget_class(type) == H5T_FLOAT;
  const char* const kind = is_float ? "float" : H5Tget_sign(type) == H5T_SGN_2 ? "int" : "uint";
  return kind + std::to_string(8 * H5Tget_size(type));
}

void convert_numbers(hid_t from, hid_t to, std::size_t n, const void* stored, void* numbers,
                     const std::string& where) {
  if (n == 0) return;
  const std::size_t size_from = H5Tget_size(from), size_to = H5Tget_size(to);
  std::vector<unsigned char> longer(size_to < size_from ? n * size_from : 0);
  void* const buffer = longer.empty() ? numbers : longer.data();
  std::memcpy(buffer, stored, n * size_from);
  SPARSECONV_HDF5(H5Tconvert(from, to, n, buffer, nullptr, H5P_DEFAULT), input,
                  where + ": cannot be converted");
  if (buffer != numbers) std::memcpy(numbers, buffer, n * size_to);
}

}  // namespace SparseConv::io::hdf5
