#include <SparseConv/Error.hpp>
#include <io/arrays/ArrayReader.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/contents.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/sources/caiman.hpp>
#include <rows/check_shape.hpp>

namespace SparseConv::io {
namespace {

std::optional<ImageShape> read_dims(hid_t file, const std::string& where, const char* name) {
  try {
    const hdf5::ArrayReader dims(file, where, name);
    hdf5::check_indices(dims.dataset(), dims.where());
    if (dims.length() != 2) return std::nullopt;
    return ImageShape{dims.at(0), dims.at(1)};
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

bool is_caiman(const FoundObject& group) {
  const std::string where = group.where();
  for (const char* attribute : {"encoding-type", "h5sparse_format"})
    if (hdf5::has_attribute(group.object, where, attribute)) return false;
  const hdf5::Handle file = SPARSECONV_HDF5(H5Iget_file_id(group.object), input, where);
  return hdf5::is_same_object(group.object,
                              hdf5::Handle(H5Gopen2(file, caiman_group, H5P_DEFAULT)));
}

std::optional<ImageShape> caiman_shape(const FoundObject& group, std::int64_t n_pixels) {
  const hdf5::Handle file = SPARSECONV_HDF5(H5Iget_file_id(group.object), input, group.where());
  for (const char* name : {"estimates/dims", "dims"}) {
    const std::optional<ImageShape> shape = read_dims(file, group.file, name);
    if (shape && Impl::is_possible(*shape) && shape->size() == n_pixels) return shape;
  }
  return std::nullopt;
}

}  // namespace SparseConv::io
