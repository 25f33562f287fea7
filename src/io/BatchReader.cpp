#include <SparseConv/Error.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/paths.hpp>
#include <algorithm>
#include <batch/allocate.hpp>
#include <io/files/files_page.hpp>
#include <io/files/reading.hpp>
#include <io/hdf5/open.hpp>
#include <io/sources/listed_shape.hpp>
#include <io/sources/open_source.hpp>
#include <limits>
#include <new>
#include <utility>

namespace SparseConv::io {
namespace {

using std::to_string;

/// Throws for a number of images or pixels that does not fit Ordinal.
template <class Ordinal>
void check_fits(std::int64_t number, const std::string& what) {
  SPARSECONV_THROW_IF(number > std::numeric_limits<Ordinal>::max(), input,
                      what + " (" + to_string(number) + ") does not fit int32: use int64 columns");
}

/// For a matrix that has as many images as an image should have pixels.
const std::string advice_on_transpose =
    "images and pixels are the other way round, since an image is a row in CSR and a column in "
    "CSC: store the matrix with SciPy's tocsr(), or with .T.tocsr() if its rows are pixels" +
    std::string(see_files_page);

/// What to do about images of another size than `shape`.
std::string advice_on(const BatchInfo& info, ImageShape shape) {
  if (shape.size() == info.n_images) return ": " + advice_on_transpose;
  if (shape.height == info.n_images && shape.width == info.n_pixels)
    return ": it seems to be one image, which is stored as an array of 1x" + to_string(shape) +
           " (x[None] in NumPy)";
  return "";
}

/// Turns pixels that are numbered down the columns of an image into pixels in order C.
template <class Ordinal>
void number_along_rows(Ordinal* pixels, std::int64_t n, ImageShape shape) {
  const auto height = static_cast<Ordinal>(shape.height), width = static_cast<Ordinal>(shape.width);
  std::transform(pixels, pixels + n, pixels,
                 [=](Ordinal pixel) { return pixel % height * width + pixel / height; });
}

}  // namespace

struct BatchReader::Impl {
  Impl(std::unique_ptr<ImageSource> opened, const ReadOptions& options);

  void check_range(std::int64_t first, std::int64_t last) const;
  std::vector<std::int64_t> offsets(std::int64_t first, std::int64_t last) const;
  std::vector<std::int64_t> part_of_offsets(std::int64_t image, std::int64_t first,
                                            std::int64_t last) const;
  template <class Scalar, class Ordinal>
  HostBatch<Scalar, Ordinal> read(const std::vector<std::int64_t>& offsets) const;

  std::unique_ptr<ImageSource> source;
  BatchInfo info;
  ImageShape shape{1, 1};  ///< of the images, if the file has order F
};

BatchReader::Impl::Impl(std::unique_ptr<ImageSource> opened, const ReadOptions& options)
    : source(std::move(opened)), info(source->info()) {
  SPARSECONV_THROW_IF(options.n_images && *options.n_images != info.n_images, input,
                      source->where() + ": has " + to_string(info.n_images) + " images and not " +
                          to_string(*options.n_images));
  info.order = options.order.value_or(info.order);
  if (info.order == Order::f) shape = image_shape(info, options.image_shape);
}

void BatchReader::Impl::check_range(std::int64_t first, std::int64_t last) const {
  SPARSECONV_THROW_IF(first < 0 || last < first || last > info.n_images, input,
                      source->where() + ": there are no images " + to_string(first) + " to " +
                          to_string(last) + " among " + to_string(info.n_images));
}

std::vector<std::int64_t> BatchReader::Impl::offsets(std::int64_t first, std::int64_t last) const {
  check_range(first, last);
  try {
    return source->offsets(first, last);
  } catch (const std::bad_alloc&) {
    SPARSECONV_THROW(system, source->where() + ": no memory for the offsets of " +
                                 to_string(last - first) + " images: read fewer at a time");
  }
}

/// Offsets of entries `first` to `last - 1` of an image: where they begin and end in the file.
std::vector<std::int64_t> BatchReader::Impl::part_of_offsets(std::int64_t image, std::int64_t first,
                                                             std::int64_t last) const {
  const std::vector<std::int64_t> whole = offsets(image, image + 1);
  const std::int64_t n = whole[1] - whole[0];
  SPARSECONV_THROW_IF(first < 0 || last < first || last > n, input,
                      source->where() + ": there are no entries " + to_string(first) + " to " +
                          to_string(last) + " among " + to_string(n) + " of image " +
                          to_string(image));
  return {whole[0] + first, whole[0] + last};
}

/// Reads consecutive images. `offsets` says where their entries are in the file.
template <class Scalar, class Ordinal>
HostBatch<Scalar, Ordinal> BatchReader::Impl::read(const std::vector<std::int64_t>& offsets) const {
  const std::int64_t n_pixels = info.n_pixels;
  check_fits<Ordinal>(n_pixels, source->where() + ": the number of pixels of an image");
  const std::int64_t start = offsets.front(), nnz = offsets.back() - start;
  const auto parts = SparseConv::Impl::allocate_arrays<HostBatch<Scalar, Ordinal>>(
      Kokkos::DefaultHostExecutionSpace(), static_cast<std::int64_t>(offsets.size()) - 1, nnz);
  std::transform(offsets.begin(), offsets.end(), parts.row_map.data(),
                 [start](std::int64_t offset) { return offset - start; });
  SparseConv::Impl::with_memory(static_cast<std::int64_t>(offsets.size()) - 1, nnz, [&] {
    source->read(start, nnz, {parts.entries.data(), parts.values.data()});
  });
  if (info.order == Order::f) number_along_rows(parts.entries.data(), nnz, shape);
  return parts.matrix(static_cast<Ordinal>(n_pixels));
}

ImageShape image_shape(const BatchInfo& info, std::optional<ImageShape> given) {
  const std::string where = where_of(info);
  const std::string images = where + ": its images";
  const ImageShape shape = required_shape(given ? given : info.image_shape, where);
  SPARSECONV_THROW_IF(shape.size() != info.n_pixels, input,
                      images + " have " + to_string(info.n_pixels) + " pixels, which is not " +
                          to_string(shape) + advice_on(info, shape));
  SPARSECONV_THROW_IF(info.image_shape && shape != *info.image_shape, input,
                      images + " are " + to_string(*info.image_shape) + " and not " +
                          to_string(shape) + ": leave out the shape (image_shape)");
  return shape;
}

BatchReader::BatchReader(const std::string& path, const ReadOptions& options) {
  const hdf5::Quiet quiet;
  const Path parts = split_path(path);
  hdf5::check_file(parts.file);
  const SourceFile state = source_file(parts.file);
  impl_ = reading(
      {state}, [&] { return std::make_unique<Impl>(open_source(parts, state, options), options); });
}

BatchReader::~BatchReader() {
  const hdf5::Quiet quiet;
  impl_.reset();
}

BatchReader::BatchReader(BatchReader&&) noexcept = default;

BatchReader& BatchReader::operator=(BatchReader&& other) noexcept {
  const hdf5::Quiet quiet;
  impl_ = std::move(other.impl_);
  return *this;
}

const BatchReader::Impl& BatchReader::impl() const {
  SPARSECONV_THROW_IF(impl_ == nullptr, input, "the reader is empty: it was moved from");
  return *impl_;
}

const BatchInfo& BatchReader::info() const { return impl().info; }

const std::vector<SourceFile>& BatchReader::sources() const { return impl().source->files(); }

std::vector<std::int64_t> BatchReader::offsets(std::int64_t first, std::int64_t last) const {
  const hdf5::Quiet quiet;
  return reading(impl().source->files(), [&] { return impl().offsets(first, last); });
}

template <class Scalar, class Ordinal>
HostBatch<Scalar, Ordinal> BatchReader::read_images(std::int64_t first, std::int64_t last) const {
  const hdf5::Quiet quiet;
  check_fits<Ordinal>(last - first, impl().source->where() + ": the number of images");
  return reading(impl().source->files(),
                 [&] { return impl().read<Scalar, Ordinal>(impl().offsets(first, last)); });
}

template <class Scalar, class Ordinal>
HostBatch<Scalar, Ordinal> BatchReader::read_entries(std::int64_t image, std::int64_t first,
                                                     std::int64_t last) const {
  const hdf5::Quiet quiet;
  return reading(impl().source->files(), [&] {
    return impl().read<Scalar, Ordinal>(impl().part_of_offsets(image, first, last));
  });
}

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal)                                                   \
  template HostBatch<Scalar, Ordinal> BatchReader::read_images(std::int64_t, std::int64_t) const; \
  template HostBatch<Scalar, Ordinal> BatchReader::read_entries(std::int64_t, std::int64_t,       \
                                                                std::int64_t) const;
SPARSECONV_INSTANTIATE(float, std::int32_t)
SPARSECONV_INSTANTIATE(float, std::int64_t)
SPARSECONV_INSTANTIATE(double, std::int32_t)
SPARSECONV_INSTANTIATE(double, std::int64_t)

}  // namespace SparseConv::io
