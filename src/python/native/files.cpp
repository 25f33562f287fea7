#include <SparseConv/io.hpp>
#include <native/files.hpp>
#include <native/views.hpp>

namespace SparseConv::python {

namespace {

template <class Scalar, class Ordinal>
CsrMemory read(const io::BatchReader& reader) {
  const auto& info = reader.info();
  return to_memory(reader.read<Scalar, Ordinal>(0, info.n_images), info.n_pixels);
}

template <class Scalar>
CsrMemory read(const io::BatchReader& reader) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  const bool is_wide = std::max(reader.info().n_pixels, reader.info().n_images) > most;
  return is_wide ? read<Scalar, std::int64_t>(reader) : read<Scalar, std::int32_t>(reader);
}

template <class Scalar, class Ordinal>
void write(const std::string& path, const Csr& csr, ImageShape shape,
           const io::Compression& compression, io::Overwrite overwrite) {
  check_columns<Scalar, Ordinal>(csr, shape);
  const Given<Scalar, Ordinal, Host> given(csr, shape.size());
  validate(Host(), given.matrix, shape);
  io::BatchWriter writer(path, shape, {}, overwrite, compression);
  writer.append(given.matrix);
  writer.finish();
}

io::ReadOptions read_options(const FileOptions& given) {
  io::ReadOptions options;
  if (given.image_shape)
    options.image_shape = {given.image_shape->first, given.image_shape->second};
  if (given.order) options.order = io::order_from_string(*given.order);
  options.n_images = given.n_images;
  return options;
}

}  // namespace

FileBatch read_batch(const std::string& path, const FileOptions& given,
                     const std::function<void()>& check) {
  io::ReadOptions options = read_options(given);
  options.opening = [&check](double) { check(); };
  const io::BatchReader reader(path, options);
  const io::BatchInfo& info = reader.info();
  FileBatch batch;
  batch.n_images = info.n_images;
  batch.n_pixels = info.n_pixels;
  if (info.image_shape || options.image_shape) {
    const ImageShape shape = io::image_shape(info, options.image_shape);
    batch.image_shape = {shape.height, shape.width};
  }
  const bool is_single = given.single_precision.value_or(!info.double_precision);
  batch.csr = is_single ? read<float>(reader) : read<double>(reader);
  return batch;
}

Weights read_filter(const std::string& path) { return weights_of(io::read_filter(path)); }

void write_batch(const std::string& path, const Csr& csr, Extents image_shape, bool wide_columns,
                 const std::string& compression, bool overwrite) {
  const ImageShape shape{image_shape.first, image_shape.second};
  const io::Compression by = io::compression_from_string(compression);
  const io::Overwrite what = overwrite ? io::Overwrite::anything : io::Overwrite::results;
  if (csr.values.type == Type::float32)
    (wide_columns ? write<float, std::int64_t> : write<float, std::int32_t>)(path, csr, shape, by,
                                                                             what);
  else
    (wide_columns ? write<double, std::int64_t> : write<double, std::int32_t>)(path, csr, shape, by,
                                                                               what);
}

}  // namespace SparseConv::python
