#include <algorithm>
#include <fstream>
#include <io/heap_text.hpp>
#include <string_view>

// The layouts are those of the HDF5 file format specification, with addresses of 8 bytes.

namespace SparseConv::io::hdf5 {
namespace {

constexpr std::size_t reference_size = 16, header_size = 16;
constexpr std::size_t max_collection = std::size_t{1} << 24;  // usually it has 4 KiB

/// The little-endian number in `n` bytes from `first` on.
std::size_t number_at(std::string_view bytes, std::size_t first, std::size_t n) {
  std::size_t number = 0;
  for (std::size_t i = first + n; i-- > first;)
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

/// A conversion for HDF5 that leaves an element as it is in the file: a reference into the heap.
herr_t keep_bytes(hid_t source, hid_t target, H5T_cdata_t* conversion, std::size_t, std::size_t,
                  std::size_t, void*, void*, hid_t) {
  if (conversion->command != H5T_CONV_INIT) return 0;
  conversion->need_bkg = H5T_BKG_NO;
  return H5Tget_size(source) == reference_size && H5Tget_size(target) == reference_size ? 0 : -1;
}

std::string read_reference(hid_t attribute, const std::string& where) {
  constexpr hid_t any = H5I_INVALID_HID;
  constexpr const char* name = "SparseConv::io::keep_bytes";
  const Handle type = SPARSECONV_HDF5(H5Aget_type(attribute), input, where);
  const Handle raw = SPARSECONV_HDF5(H5Tcreate(H5T_OPAQUE, reference_size), input, where);
  SPARSECONV_HDF5(H5Tregister(H5T_PERS_SOFT, name, type, raw, keep_bytes), input, where);
  std::string reference(reference_size, '\0');
  const herr_t status = H5Aread(attribute, raw, reference.data());
  SPARSECONV_HDF5(H5Tunregister(H5T_PERS_SOFT, name, any, any, keep_bytes), input, where);
  SPARSECONV_THROW_IF(status < 0, input, where + ": cannot be read");
  return reference;
}

std::string read_bytes(std::ifstream& file, std::size_t first, std::size_t n) {
  std::string bytes(n, '\0');
  file.seekg(static_cast<std::streamoff>(first));
  file.read(bytes.data(), static_cast<std::streamsize>(n));
  return file ? bytes : "";
}

/// The collection of heap objects at an address; empty if there is none.
std::string read_collection(hid_t attribute, std::size_t address, const std::string& where) {
  const Handle file = SPARSECONV_HDF5(H5Iget_file_id(attribute), input, where);
  const Handle properties = SPARSECONV_HDF5(H5Fget_create_plist(file), input, where);
  hsize_t start = 0;  // address 0 in the file
  SPARSECONV_HDF5(H5Pget_userblock(properties, &start), input, where);
  std::ifstream stream(file_name(attribute, where), std::ios::binary);
  const std::string header = read_bytes(stream, start + address, header_size);
  if (header.substr(0, 4) != "GCOL") return "";
  return read_bytes(stream, start + address, std::min(number_at(header, 8, 8), max_collection));
}

/// The object of that number in a collection; empty if there is none.
std::string_view find_object(std::string_view collection, std::size_t number) {
  collection.remove_prefix(std::min(collection.size(), header_size));
  while (collection.size() > header_size) {
    const std::size_t found = number_at(collection, 0, 2), size = number_at(collection, 8, 8);
    collection.remove_prefix(header_size);
    if (found == 0 || size > collection.size()) break;  // free space, which is last, or damage
    if (found == number) return collection.substr(0, size);
    collection.remove_prefix(std::min(collection.size(), (size + 7) / 8 * 8));
  }
  return {};
}

}  // namespace

std::string read_heap_text(hid_t attribute, const std::string& where) {
  const std::string reference = read_reference(attribute, where);
  const std::size_t length = number_at(reference, 0, 4);
  if (length == 0) return "";
  const std::string collection = read_collection(attribute, number_at(reference, 4, 8), where);
  const std::string_view text = find_object(collection, number_at(reference, 12, 4));
  SPARSECONV_THROW_IF(text.size() < length, input, where + ": cannot be read: the file is damaged");
  return std::string(text.substr(0, length));
}

}  // namespace SparseConv::io::hdf5
