#include <SparseConv/Error.hpp>
#include <SparseConv/io/file_format.hpp>
#include <algorithm>
#include <array>
#include <io/files/files_page.hpp>
#include <io/hdf5/contents.hpp>
#include <io/hdf5/open.hpp>
#include <io/numpy/ZipArchive.hpp>
#include <io/numpy/npy_header.hpp>
#include <io/sources/FoundObject.hpp>
#include <io/sources/dense.hpp>
#include <io/sources/find_batch.hpp>
#include <io/sources/hits/hits.hpp>
#include <io/sources/npz.hpp>
#include <io/sources/open_source.hpp>
#include <io/sources/pixel_mask.hpp>
#include <io/sources/plane_segmentation.hpp>
#include <io/sources/sparse_group.hpp>
#include <utility>

namespace SparseConv::io {
namespace {

/// Whether a file is a text. HDF5 may begin with one.
bool is_text(const std::string& path) {
  return describe_file(path) == "text" && H5Fis_hdf5(path.c_str()) <= 0;
}

/// Throws unless a group has at least a part of a sparse matrix.
void check_is_matrix(const FoundObject& group) {
  const std::array<const char*, 5> arrays{"data", "indices", "indptr", "ir", "jc"};
  const bool has_any = std::any_of(arrays.begin(), arrays.end(), [&](const char* name) {
    return hdf5::has_link(group.object, name);
  });
  SPARSECONV_THROW_IF(!has_any, input,
                      group.where() + ": is a group that is no batch: it holds " +
                          hdf5::list_objects(group.object, ".") + see_files_page);
}

std::unique_ptr<ImageSource> open_group(const FoundObject& group, const ReadOptions& options) {
  if (!is_sparse_group(group.object)) {
    if (is_hit_group(group.object)) return open_hits(group, options);
    check_is_matrix(group);
  }
  return open_sparse_group(group);
}

std::unique_ptr<ImageSource> open_dataset(hid_t file, FoundObject dataset,
                                          const ReadOptions& options) {
  if (is_hit_table(dataset.object)) return open_hits(dataset, options);
  if (is_pixel_mask(dataset.object)) return open_pixel_mask(file, std::move(dataset), options);
  return open_dense(std::move(dataset), options);
}

std::unique_ptr<ImageSource> open_hdf5(const Path& path, const SourceFile& state,
                                       const ReadOptions& options) {
  const hdf5::Handle file = hdf5::open_file(path.file);
  FoundObject found;
  found.file = path.file;
  found.name = path.object.empty() ? find_batch(file, path.file) : path.object;
  found.state = state;
  found.object = hdf5::open_group_or_dataset(file, found.name, found.where(), &found.links);
  if (H5Iget_type(found.object) != H5I_GROUP) return open_dataset(file, std::move(found), options);
  const char* const mask = mask_of(found.object);
  if (mask == nullptr) return open_group(found, options);
  found.name += "/" + std::string(mask);
  found.object = hdf5::open_dataset(file, found.name, found.where(), &found.links);
  return open_dataset(file, std::move(found), options);
}

}  // namespace

std::unique_ptr<ImageSource> open_source(const Path& path, const SourceFile& state,
                                         const ReadOptions& options) {
  if (path.object.empty() && is_zip(path.file)) return open_npz(path.file, state, options);
  if (path.object.empty() && is_npy(path.file)) return open_npy(path.file, state, options);
  if (path.object.empty() && is_text(path.file)) return open_hit_text(path.file, state, options);
  return open_hdf5(path, state, options);
}

}  // namespace SparseConv::io
