#include <io/numpy/ZipArchive.hpp>
#include <io/numpy/npy_header.hpp>
#include <io/open.hpp>
#include <io/sources/FoundObject.hpp>
#include <io/sources/dense.hpp>
#include <io/sources/find_batch.hpp>
#include <io/sources/npz.hpp>
#include <io/sources/open_source.hpp>
#include <io/sources/pixel_mask.hpp>
#include <io/sources/sparse_group.hpp>

namespace SparseConv::io {

std::unique_ptr<ImageSource> open_source(const Path& path, const SourceFile& state,
                                         const ReadOptions& options) {
  if (path.object.empty() && is_zip(path.file)) return open_npz(path.file, state);
  if (path.object.empty() && is_npy(path.file)) return open_npy(path.file, state, options);
  const hdf5::Handle file = hdf5::open_file(path.file);
  FoundObject found;
  found.file = path.file;
  found.name = path.object.empty() ? find_batch(file, path.file) : path.object;
  found.state = state;
  found.object = hdf5::open_group_or_dataset(file, found.where(), found.name, &found.links);
  if (H5Iget_type(found.object) == H5I_GROUP) return open_sparse_group(found);
  if (is_pixel_mask(found.object)) return open_pixel_mask(file, std::move(found), options);
  return open_dense(std::move(found), options);
}

}  // namespace SparseConv::io
