#include <io/hdf5/format/file_bytes.hpp>
#include <io/hdf5/format/heap_text.hpp>

namespace SparseConv::io::hdf5 {
namespace {

constexpr std::size_t reference_size = 16;

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
  const Failure failure = status < 0 ? last_failure(Error::Cause::input) : Failure{};
  SPARSECONV_HDF5(H5Tunregister(H5T_PERS_SOFT, name, any, any, keep_bytes), input, where);
  if (status < 0)
    throw Error(failure.cause, where + ": cannot be read: " + failure.reason, __FILE__, __LINE__);
  return reference;
}

}  // namespace

std::string read_heap_text(hid_t attribute, const std::string& where) {
  const std::string reference = read_reference(attribute, where);
  const std::uint64_t length = number_at(reference, 0, 4);
  if (length == 0) return "";
  FileBytes file(file_name(attribute, where));
  const std::string collection = read_collection(file, number_at(reference, 4, 8));
  const std::string_view text = find_heap_object(collection, number_at(reference, 12, 4));
  SPARSECONV_THROW_IF(text.size() < length, input, where + ": cannot be read: the file is damaged");
  return std::string(text.substr(0, length));
}

}  // namespace SparseConv::io::hdf5
