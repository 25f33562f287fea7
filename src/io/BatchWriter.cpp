#include <SparseConv/Error.hpp>
#include <SparseConv/io/BatchWriter.hpp>
#include <algorithm>
#include <io/CsrWriter.hpp>
#include <io/OutputFile.hpp>
#include <io/chunks/compression.hpp>
#include <rows/check_shape.hpp>
#include <utility>

namespace SparseConv::io {

namespace {

/// Refuses a batch with an entry that is no pixel of an image: no reader would take it.
template <class Batch>
void check_columns(const Batch& batch, const std::string& where) {
  const auto* const begin = batch.graph.entries.data();
  const auto* const end = begin + batch.nnz();
  const auto is_outside = [n = batch.numCols()](auto column) { return column < 0 || column >= n; };
  const auto* const found = std::find_if(begin, end, is_outside);
  SPARSECONV_THROW_IF(found != end, input,
                      where + ": entry " + std::to_string(found - begin) +
                          " of what is appended is column " + std::to_string(*found) +
                          ", but an image has " + std::to_string(batch.numCols()) + " pixels");
}

}  // namespace

struct BatchWriter::Impl {
  Impl(const OutputPlace& place, ImageShape shape,
       const std::map<std::string, std::string>& attributes, const Compression& compression)
      : file(place),
        arrays(file.make_group(place.group, shape, attributes), place.where(), shape,
               {compression}) {}

  WrittenFile finish();

  OutputFile file;
  hdf5::CsrWriter arrays;
};

WrittenFile BatchWriter::Impl::finish() {
  const Checksum checksum = arrays.close();
  file.complete(arrays.n_images());
  file.begin_sync();  // the disk writes while the file is read back
  file.check_batch(file.place().group, checksum);
  return {file.commit(), checksum};
}

BatchWriter::BatchWriter(const std::string& path, ImageShape image_shape,
                         const std::map<std::string, std::string>& attributes, Overwrite overwrite,
                         const Compression& compression) {
  const hdf5::Quiet quiet;
  SparseConv::Impl::check_extents("an image", image_shape);
  hdf5::check_compression(compression);
  impl_ = std::make_unique<Impl>(find_output_place(path, overwrite, {}, attributes), image_shape,
                                 attributes, compression);
}

BatchWriter::~BatchWriter() {
  const hdf5::Quiet quiet;
  impl_.reset();
}

BatchWriter::BatchWriter(BatchWriter&&) noexcept = default;

BatchWriter& BatchWriter::operator=(BatchWriter&& other) noexcept {
  const hdf5::Quiet quiet;
  impl_ = std::move(other.impl_);
  return *this;
}

template <class Scalar, class Ordinal>
void BatchWriter::append(const HostBatch<Scalar, Ordinal>& batch, bool continues) {
  const hdf5::Quiet quiet;
  SPARSECONV_THROW_IF(!impl_, input,
                      "nothing can be appended by a writer that is finished, failed or was moved "
                      "from");
  std::unique_ptr<Impl> impl = std::move(impl_);  // a file that fails is given up, and removed
  check_columns(batch, impl->file.place().where());
  impl->arrays.append(batch, continues);
  impl->file.begin_sync();
  impl_ = std::move(impl);
}

WrittenFile BatchWriter::finish() {
  const hdf5::Quiet quiet;
  SPARSECONV_THROW_IF(!impl_, input,
                      "a writer that is finished, failed or was moved from cannot be finished");
  return std::exchange(impl_, nullptr)->finish();
}

template void BatchWriter::append(const HostBatch<float, std::int32_t>&, bool);
template void BatchWriter::append(const HostBatch<float, std::int64_t>&, bool);
template void BatchWriter::append(const HostBatch<double, std::int32_t>&, bool);
template void BatchWriter::append(const HostBatch<double, std::int64_t>&, bool);

}  // namespace SparseConv::io
