#include <SparseConv/Error.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <SparseConv/io/file_format.hpp>
#include <SparseConv/io/paths.hpp>
#include <SparseConv/io/read_filter.hpp>
#include <algorithm>
#include <cmath>
#include <io/chunks/storage.hpp>
#include <io/chunks/stored_chunks.hpp>
#include <io/hdf5/extents.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/hdf5/open.hpp>
#include <io/numpy/NpyArray.hpp>
#include <io/text/filter_text.hpp>

namespace SparseConv::io {
namespace {

/// Throws for more weights than any filter has, before there is memory for them.
void check_size(double n_weights, const std::string& where) {
  constexpr double max_weights = 1 << 25;
  SPARSECONV_THROW_IF(n_weights > max_weights, input, where + ": is too large for a filter");
}

Filter read_text_filter(const std::string& path) {
  const std::string format = foreign_format(path);
  SPARSECONV_THROW_IF(!format.empty(), input,
                      path + ": is " + format +
                          ", but a filter is a text, an array in NumPy's format .npy, or a "
                          "dataset in HDF5");
  check_size(static_cast<double>(source_file(path).bytes) / 2, path);
  return read_filter_text(path);
}

Filter make_filter(ImageShape shape, std::vector<double> weights, const std::string& where) {
  SPARSECONV_THROW_IF(!std::all_of(weights.begin(), weights.end(),
                                   [](double weight) { return std::isfinite(weight); }),
                      input, where + ": has a weight that is not a finite number");
  return Filter(shape, std::move(weights));
}

Filter read_npy_filter(const std::string& path) {
  const NpyArray array(ByteFile(path), path);
  SPARSECONV_THROW_IF(array.shape().size() != 2, input, path + ": must have two dimensions");
  check_size(static_cast<double>(array.length()), path);
  const ImageShape shape{array.shape()[0], array.shape()[1]};
  std::vector<double> stored(static_cast<std::size_t>(array.length()));
  array.read(0, array.length(), stored.data());
  if (!array.columns_first()) return make_filter(shape, std::move(stored), path);
  std::vector<double> weights(stored.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const auto height = static_cast<std::size_t>(shape.height);
    weights[i % height * static_cast<std::size_t>(shape.width) + i / height] = stored[i];
  }
  return make_filter(shape, std::move(weights), path);
}

ImageShape extent_of(hid_t dataset, const std::string& where) {
  const std::vector<hsize_t> extents = hdf5::extents_of(dataset, where);
  SPARSECONV_THROW_IF(extents.size() != 2, input, where + ": must have two dimensions");
  return {static_cast<std::int64_t>(extents[0]), static_cast<std::int64_t>(extents[1])};
}

Filter read_hdf5_filter(const Path& path, std::vector<std::string>* files) {
  const std::string where = path.file + ":" + path.object;
  const hdf5::Handle file = hdf5::open_file(path.file);
  SPARSECONV_THROW_IF(path.object.empty(), input,
                      path.file + ": say which dataset is the filter, as in FILE:DATASET");
  const hdf5::Handle dataset = hdf5::open_dataset(file, path.object, where, files);
  hdf5::check_numbers(dataset, where);
  hdf5::check_storage(dataset, where);
  const ImageShape shape = extent_of(dataset, where);
  check_size(static_cast<double>(shape.height) * static_cast<double>(shape.width), where);
  std::vector<double> weights(static_cast<std::size_t>(shape.size()));
  const auto height = static_cast<hsize_t>(shape.height), width = static_cast<hsize_t>(shape.width);
  hdf5::read_box(dataset, H5T_NATIVE_DOUBLE, {{0, 0}, {height, width}}, weights.data(), where,
                 hdf5::chunk_limits(dataset, where));
  return make_filter(shape, std::move(weights), where);
}

}  // namespace

Filter read_filter(const std::string& path, std::vector<std::string>* files) {
  const hdf5::Quiet quiet;
  const Path parts = split_path(path);
  hdf5::check_file(parts.file);
  if (files != nullptr) files->push_back(parts.file);
  if (!parts.object.empty() || H5Fis_hdf5(parts.file.c_str()) > 0)
    return read_hdf5_filter(parts, files);
  return is_npy(parts.file) ? read_npy_filter(parts.file) : read_text_filter(parts.file);
}

}  // namespace SparseConv::io
