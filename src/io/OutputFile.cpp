#include <SparseConv/Error.hpp>
#include <io/OutputFile.hpp>
#include <io/anndata.hpp>
#include <io/checksum.hpp>
#include <io/files/copy_file.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/contents.hpp>
#include <io/hdf5/create.hpp>
#include <io/hdf5/csr_group.hpp>

namespace SparseConv::io {

OutputFile::OutputFile(const OutputPlace& place) : place_(place), partial_(place.file) { begin(); }

OutputFile::OutputFile(const OutputPlace& place, const std::string& temporary_name)
    : place_(place), partial_(place.file, temporary_name) {
  begin();
}

OutputFile::~OutputFile() {
  if (file_ >= 0) hdf5::discard_writes(file_);
}

void OutputFile::begin() {
  try {
    open();
  } catch (...) {  // the destructor is not called then
    if (file_ >= 0) hdf5::discard_writes(file_);
    throw;
  }
}

void OutputFile::open() {
  if (!place_.keeps_rest) {
    file_ = hdf5::create_file(partial_.name(), place_.file);
    return;
  }
  copy_file(place_.file, partial_.name());
  file_ = hdf5::open_for_writing(partial_.name(), place_.file);
  if (hdf5::find_object(file_, place_.group) == hdf5::Found::batch) remove(place_.group);
  for (const std::string& group : place_.groups)
    if (hdf5::find_object(file_, group) != hdf5::Found::nothing) remove(group);
}

void OutputFile::remove(const std::string& group) {
  SPARSECONV_HDF5(H5Ldelete(file_, group.c_str(), H5P_DEFAULT), system,
                  place_.where(group) + ": cannot be replaced");
}

hid_t OutputFile::make_group(const std::string& name, ImageShape image_shape,
                             const std::map<std::string, std::string>& attributes) {
  groups_.push_back(
      {hdf5::create_csr_group(file_, name, place_.where(name), image_shape, attributes), name,
       image_shape.size()});
  return groups_.back().handle;
}

void OutputFile::complete(std::int64_t n_images) {
  for (const Group& group : groups_)
    hdf5::write_pair(group.handle, place_.where(group.name), "shape", {n_images, group.n_pixels});
  if (place_.is_anndata)  // a frame for all batches, which are side by side
    hdf5::complete_anndata_frame(file_, place_.file, groups_.front().name, n_images,
                                 groups_.front().n_pixels);
  const std::string message = place_.file + ": cannot be completed";
  SPARSECONV_HDF5(H5Fflush(file_, H5F_SCOPE_LOCAL), system, message);
  for (Group& group : groups_) SPARSECONV_HDF5(group.handle.close(), system, message);
  SPARSECONV_HDF5(file_.close(), system, message);
}

void OutputFile::check_batch(const std::string& group, const Checksum& checksum) const {
  hdf5::check_written(place_.file, [&] {
    return hdf5::read_checksum(name(), group, place_.where(group)) == checksum;
  });
}

std::int64_t OutputFile::commit(const BeforeRename& before_rename) {
  return partial_.commit([&] {
    before_rename();
    check_place_is_as_before(place_);
  });
}

std::int64_t OutputFile::rename() { return partial_.rename(); }

}  // namespace SparseConv::io
