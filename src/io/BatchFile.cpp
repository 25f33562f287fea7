#include <SparseConv/Error.hpp>
#include <io/BatchFile.hpp>
#include <io/attributes.hpp>
#include <io/csr_group.hpp>
#include <io/number_types.hpp>
#include <io/open.hpp>
#include <set>
#include <utility>

namespace SparseConv::io {

using hdf5::ArrayReader;
using std::to_string;

BatchFile::BatchFile(const Path& path, const SourceFile& state)
    : file(hdf5::open_file(path.file)),
      name(path.object.empty() ? hdf5::find_csr_group(file, path.file) : path.object),
      where(path.file + ":" + name),
      group(hdf5::open_csr_group(file, where, name, files)),
      data(group, where, "data"),
      indices(group, where, "indices"),
      indptr(group, where, "indptr") {
  take_sources(state);
  hdf5::check_numbers(data.dataset(), data.where());
  hdf5::check_indices(indices.dataset(), indices.where());
  hdf5::check_indices(indptr.dataset(), indptr.where());
  read_info(path.file);
  check_lengths();
  check_ends();
}

/// Takes down the state of all files that there are, before any of their elements are read.
void BatchFile::take_sources(const SourceFile& state) {
  std::set<std::string> names(files.begin(), files.end()), paths{state.path};
  for (const ArrayReader* array : {&data, &indices, &indptr})
    names.insert(array->files().begin(), array->files().end());
  sources.push_back(state);
  for (const std::string& linked : names) {
    SourceFile source = source_file(linked);
    if (paths.insert(source.path).second) sources.push_back(std::move(source));
  }
}

void BatchFile::read_info(const std::string& file_name) {
  const auto [n_images, n_pixels] = hdf5::read_pair(group, where, "shape");
  SPARSECONV_THROW_IF(n_images < 0 || n_pixels < 0, input,
                      where + ": attribute 'shape' has a negative number");
  info = {file_name,
          name,
          n_images,
          n_pixels,
          data.length(),
          hdf5::read_image_shape(group, where, n_pixels),
          hdf5::needs_double(data.dataset(), data.where()),
          hdf5::has_attribute(data.dataset(), data.where(), hdf5::checksum_name),
          hdf5::name_of_type(data.dataset(), data.where()),
          hdf5::name_of_type(indices.dataset(), indices.where()),
          hdf5::read_texts(group, where)};
}

void BatchFile::check_lengths() const {
  SPARSECONV_THROW_IF(indices.length() != info.nnz, input,
                      indices.where() + ": has " + to_string(indices.length()) +
                          " elements, but data has " + to_string(info.nnz));
  SPARSECONV_THROW_IF(indptr.length() - 1 != info.n_images, input,
                      indptr.where() + ": has " + to_string(indptr.length()) +
                          " elements, but must have one more than the " + to_string(info.n_images) +
                          " images of attribute 'shape'");
}

void BatchFile::check_ends() const {
  const std::int64_t start = indptr.at(0), end = indptr.at(info.n_images);
  SPARSECONV_THROW_IF(start != 0, input,
                      indptr.where() + ": starts at " + to_string(start) + ", not at 0");
  SPARSECONV_THROW_IF(end != info.nnz, input,
                      indptr.where() + ": ends at " + to_string(end) + ", but data has " +
                          to_string(info.nnz) + " elements");
}

}  // namespace SparseConv::io
