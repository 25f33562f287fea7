#include <SparseConv/Error.hpp>
#include <io/chunks/storage.hpp>
#include <io/files/files_page.hpp>
#include <io/hdf5/csr_group.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/numpy/NpyArray.hpp>
#include <io/sources/DenseSource.hpp>
#include <io/sources/StackArray.hpp>
#include <io/sources/dense.hpp>
#include <io/sources/listed_shape.hpp>
#include <io/sources/matrix.hpp>

namespace SparseConv::io {
namespace {

/// The numbers of images and pixels that follow from the extents.
BatchInfo describe(const std::vector<std::int64_t>& extents, const std::string& where,
                   const ReadOptions& options) {
  BatchInfo info;
  info.n_images = extents[0];
  info.layout = "dense, images x pixels";
  info.n_pixels = extents[1];
  if (extents.size() == 2) return info;
  const bool down = options.order == Order::f;
  const ImageShape shape =
      required_shape(ImageShape{extents[down ? 2 : 1], extents[down ? 1 : 2]}, where);
  info.layout = down ? "dense, images x width x height" : "dense, images x height x width";
  info.n_pixels = shape.size();
  info.image_shape = shape;
  return info;
}

}  // namespace

std::unique_ptr<ImageSource> open_dense(FoundObject dataset, const ReadOptions& options) {
  std::vector<SourceFile> sources = dataset.sources({});
  const std::string where = dataset.where();
  auto pixels =
      std::make_unique<StackArray>(std::move(dataset.object), where, options.buffer_bytes);
  BatchInfo info = describe(pixels->shape(), where, options);
  info.file = dataset.file;
  info.group = dataset.name;
  if (!info.image_shape)
    info.image_shape = hdf5::read_image_shape(pixels->dataset(), where, info.n_pixels);
  describe_values(info, hdf5::type_of(pixels->dataset(), where));
  info.chunk_bytes = hdf5::compressed_chunk_bytes(pixels->dataset(), where);
  return std::make_unique<DenseSource>(std::move(info), std::move(sources), std::move(pixels),
                                       options);
}

std::unique_ptr<ImageSource> open_npy(const std::string& path, const SourceFile& state,
                                      const ReadOptions& options) {
  auto pixels = std::make_unique<NpyArray>(ByteFile(path), path);
  check_rank_of_stack(pixels->shape().size(), path);
  SPARSECONV_THROW_IF(pixels->columns_first(), input,
                      path +
                          ": is stored in Fortran's order, an image between the others: save "
                          "numpy.ascontiguousarray() of it" +
                          see_files_page);
  BatchInfo info = describe(pixels->shape(), path, options);
  info.file = path;
  describe_values(info, pixels->type());
  return std::make_unique<DenseSource>(std::move(info), std::vector<SourceFile>{state},
                                       std::move(pixels), options);
}

}  // namespace SparseConv::io
