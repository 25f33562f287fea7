#include <cstring>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/format/heap_text.hpp>
#include <io/hdf5/take_name.hpp>

namespace SparseConv::io::hdf5 {
namespace {

/// Longest text of fixed length that is read.
constexpr std::size_t max_text = 65536;

std::string of(const char* name, const std::string& where) {
  return where + ": attribute '" + name + "'";
}

/// Opens an attribute, and checks the class of its type and its number of elements.
Handle open_attribute(hid_t object, const std::string& where, const char* name,
                      H5T_class_t expected, hssize_t n, const std::string& what) {
  SPARSECONV_THROW_IF(!has_attribute(object, where, name), input,
                      where + ": there is no attribute '" + name + "'");
  Handle attribute = SPARSECONV_HDF5(H5Aopen(object, name, H5P_DEFAULT), input,
                                     of(name, where) + " cannot be opened");
  const Handle type = SPARSECONV_HDF5(H5Aget_type(attribute), input, of(name, where));
  const Handle space = SPARSECONV_HDF5(H5Aget_space(attribute), input, of(name, where));
  SPARSECONV_THROW_IF(H5Tget_class(type) != expected || H5Sget_simple_extent_npoints(space) != n,
                      input, of(name, where) + " is not " + what);
  return attribute;
}

std::string read_fixed_text(hid_t attribute, hid_t type, const std::string& message) {
  const std::size_t size = H5Tget_size(type);
  SPARSECONV_THROW_IF(size == 0, input, message + ": the text has no bytes: the file is damaged");
  SPARSECONV_THROW_IF(size > max_text, input, message + ": the text is too long");
  std::string text(size, '\0');
  SPARSECONV_HDF5(H5Aread(attribute, type, text.data()), input, message);
  text.resize(std::strlen(text.c_str()));       // padded with zeros
  text.resize(text.find_last_not_of(' ') + 1);  // or with blanks
  return text;
}

template <std::size_t n>
std::array<std::int64_t, n> read_integers(hid_t object, const std::string& where, const char* name,
                                          const std::string& what) {
  const Handle attribute = open_attribute(object, where, name, H5T_INTEGER, n, what);
  std::array<std::int64_t, n> numbers{};
  SPARSECONV_HDF5(H5Aread(attribute, H5T_NATIVE_INT64, numbers.data()), input,
                  of(name, where) + " cannot be read");
  return numbers;
}

void write_integers(hid_t object, const std::string& where, const char* name, hid_t space,
                    const std::int64_t* numbers) {
  const std::string message = of(name, where) + " cannot be written";
  const Handle attribute = SPARSECONV_HDF5(
      H5Acreate2(object, name, H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT), system, message);
  SPARSECONV_HDF5(H5Awrite(attribute, H5T_NATIVE_INT64, numbers), system, message);
}

}  // namespace

bool has_attribute(hid_t object, const std::string& where, const char* name) {
  return SPARSECONV_HDF5(H5Aexists(object, name), input, of(name, where)) > 0;
}

std::vector<std::string> names_of_attributes(hid_t object, const std::string& where) {
  std::vector<std::string> names;
  SPARSECONV_HDF5(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, take_name, &names),
                  input, where + ": its attributes cannot be listed");
  return names;
}

std::string read_text(hid_t object, const std::string& where, const char* name) {
  const Handle attribute = open_attribute(object, where, name, H5T_STRING, 1, "a text");
  const Handle type = SPARSECONV_HDF5(H5Aget_type(attribute), input, of(name, where));
  const std::string message = of(name, where) + " cannot be read";
  const htri_t variable = SPARSECONV_HDF5(H5Tis_variable_str(type), input, message);
  return variable > 0 ? read_heap_text(attribute, of(name, where))
                      : read_fixed_text(attribute, type, message);
}

std::map<std::string, std::string> read_texts(hid_t object, const std::string& where) {
  std::map<std::string, std::string> texts;
  for (const std::string& name : names_of_attributes(object, where)) try {
      texts[name] = read_text(object, where, name.c_str());
    } catch (const Error&) {  // no text, or a damaged one
    }
  return texts;
}

std::array<std::int64_t, 2> read_pair(hid_t object, const std::string& where, const char* name) {
  return read_integers<2>(object, where, name, "a pair of whole numbers");
}

std::int64_t read_number(hid_t object, const std::string& where, const char* name) {
  return read_integers<1>(object, where, name, "a whole number")[0];
}

void write_text(hid_t object, const std::string& where, const char* name, const std::string& text) {
  const std::string message = of(name, where) + " cannot be written";
  const Handle type = SPARSECONV_HDF5(H5Tcopy(H5T_C_S1), system, message);
  SPARSECONV_HDF5(H5Tset_size(type, H5T_VARIABLE), system, message);
  SPARSECONV_HDF5(H5Tset_cset(type, H5T_CSET_UTF8), system, message);
  const Handle space = SPARSECONV_HDF5(H5Screate(H5S_SCALAR), system, message);
  const Handle attribute = SPARSECONV_HDF5(
      H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), system, message);
  const char* pointer = text.c_str();
  SPARSECONV_HDF5(H5Awrite(attribute, type, &pointer), system, message);
}

void write_pair(hid_t object, const std::string& where, const char* name,
                const std::array<std::int64_t, 2>& pair) {
  const hsize_t n = pair.size();
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &n, nullptr), system, of(name, where));
  write_integers(object, where, name, space, pair.data());
}

void write_number(hid_t object, const std::string& where, const char* name, std::int64_t number) {
  const Handle space = SPARSECONV_HDF5(H5Screate(H5S_SCALAR), system, of(name, where));
  write_integers(object, where, name, space, &number);
}

}  // namespace SparseConv::io::hdf5
