#include <SparseConv/Error.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/paths.hpp>
#include <algorithm>
#include <batch/allocate.hpp>
#include <io/BatchFile.hpp>
#include <io/open.hpp>
#include <io/reading.hpp>
#include <limits>
#include <new>

namespace SparseConv::io {
namespace {

using std::to_string;

/// Throws for a number of images or pixels that does not fit Ordinal.
template <class Ordinal>
void check_fits(std::int64_t number, const std::string& what) {
  SPARSECONV_THROW_IF(number > std::numeric_limits<Ordinal>::max(), input,
                      what + " (" + to_string(number) + ") does not fit int32: use int64 columns");
}

}  // namespace

struct BatchReader::Impl : BatchFile {
  using BatchFile::BatchFile;

  void check_range(std::int64_t first, std::int64_t last) const;
  std::vector<std::int64_t> offsets(std::int64_t first, std::int64_t last) const;
  std::vector<std::int64_t> part_of_offsets(std::int64_t image, std::int64_t first,
                                            std::int64_t last) const;
  template <class Ordinal>
  void check_columns(const Ordinal* columns, const std::vector<std::int64_t>& offsets,
                     std::int64_t first) const;
  template <class Scalar, class Ordinal>
  HostBatch<Scalar, Ordinal> read(std::int64_t first,
                                  const std::vector<std::int64_t>& offsets) const;
};

void BatchReader::Impl::check_range(std::int64_t first, std::int64_t last) const {
  SPARSECONV_THROW_IF(first < 0 || last < first || last > info.n_images, input,
                      where + ": there are no images " + to_string(first) + " to " +
                          to_string(last) + " among " + to_string(info.n_images));
}

std::vector<std::int64_t> BatchReader::Impl::offsets(std::int64_t first, std::int64_t last) const {
  check_range(first, last);
  std::vector<std::int64_t> offsets;
  try {
    offsets.resize(static_cast<std::size_t>(last - first + 1));
  } catch (const std::bad_alloc&) {
    SPARSECONV_THROW(system, indptr.where() + ": no memory for the offsets of " +
                                 to_string(last - first) + " images: read fewer at a time");
  }
  indptr.read(first, last - first + 1, offsets.data());
  const auto fall = std::is_sorted_until(offsets.begin(), offsets.end());
  SPARSECONV_THROW_IF(fall != offsets.end(), input,
                      indptr.where() + ": falls from " + to_string(fall[-1]) + " to " +
                          to_string(*fall) + " after image " +
                          to_string(first + (fall - offsets.begin()) - 1));
  SPARSECONV_THROW_IF(offsets.front() < 0 || offsets.back() > info.nnz, input,
                      indptr.where() + ": images " + to_string(first) + " to " +
                          to_string(last - 1) + " are said to have entries " +
                          to_string(offsets.front()) + " to " + to_string(offsets.back()) + " of " +
                          to_string(info.nnz));
  return offsets;
}

/// Offsets of entries `first` to `last - 1` of an image: where they begin and end in the file.
std::vector<std::int64_t> BatchReader::Impl::part_of_offsets(std::int64_t image, std::int64_t first,
                                                             std::int64_t last) const {
  const std::vector<std::int64_t> whole = offsets(image, image + 1);
  const std::int64_t n = whole[1] - whole[0];
  SPARSECONV_THROW_IF(first < 0 || last < first || last > n, input,
                      where + ": there are no entries " + to_string(first) + " to " +
                          to_string(last) + " among " + to_string(n) + " of image " +
                          to_string(image));
  return {whole[0] + first, whole[0] + last};
}

template <class Ordinal>
void BatchReader::Impl::check_columns(const Ordinal* columns,
                                      const std::vector<std::int64_t>& offsets,
                                      std::int64_t first) const {
  const Ordinal* end = columns + (offsets.back() - offsets.front());
  const Ordinal* wrong = std::find_if(
      columns, end, [n = info.n_pixels](Ordinal column) { return column < 0 || column >= n; });
  if (wrong == end) return;
  const std::int64_t entry = offsets.front() + (wrong - columns);
  const auto image = std::upper_bound(offsets.begin(), offsets.end(), entry) - offsets.begin() - 1;
  SPARSECONV_THROW(input, indices.where() + ": entry " + to_string(entry) + ", in image " +
                              to_string(first + image) + ", is column " +
                              to_string(indices.at(entry)) + ", but an image has " +
                              to_string(info.n_pixels) + " pixels");
}

/// Reads images from `first` on. `offsets` says where their entries are in the file.
template <class Scalar, class Ordinal>
HostBatch<Scalar, Ordinal> BatchReader::Impl::read(std::int64_t first,
                                                   const std::vector<std::int64_t>& offsets) const {
  check_fits<Ordinal>(info.n_pixels, where + ": the number of pixels of an image");
  const std::int64_t start = offsets.front(), nnz = offsets.back() - start;
  const auto parts = SparseConv::Impl::allocate_parts<HostBatch<Scalar, Ordinal>>(
      Kokkos::DefaultHostExecutionSpace(), static_cast<std::int64_t>(offsets.size()) - 1, nnz);
  std::transform(offsets.begin(), offsets.end(), parts.row_map.data(),
                 [start](std::int64_t offset) { return offset - start; });
  indices.read(start, nnz, parts.entries.data());
  check_columns(parts.entries.data(), offsets, first);
  data.read(start, nnz, parts.values.data());
  return parts.matrix(static_cast<Ordinal>(info.n_pixels));
}

ImageShape image_shape(const BatchInfo& info, std::optional<ImageShape> given) {
  const std::string images = info.file + ": images of group " + info.group;
  SPARSECONV_THROW_IF(!given && !info.image_shape, input,
                      info.file + ": group " + info.group +
                          " has no attribute image-shape, give --image-shape H,W");
  const ImageShape shape = given ? *given : *info.image_shape;
  SPARSECONV_THROW_IF(
      shape.size() != info.n_pixels, input,
      images + " have " + to_string(info.n_pixels) + " pixels, which is not " + to_string(shape));
  SPARSECONV_THROW_IF(info.image_shape && shape != *info.image_shape, input,
                      images + " are " + to_string(*info.image_shape) + " and not " +
                          to_string(shape) + ", leave out --image-shape");
  return shape;
}

BatchReader::BatchReader(const std::string& path) {
  const hdf5::Quiet quiet;
  const Path parts = split_path(path);
  hdf5::check_file(parts.file);
  const SourceFile state = source_file(parts.file);
  impl_ = reading({state}, [&] { return std::make_unique<Impl>(parts, state); });
}

BatchReader::~BatchReader() {
  const hdf5::Quiet quiet;
  impl_.reset();
}

BatchReader::BatchReader(BatchReader&&) noexcept = default;

BatchReader& BatchReader::operator=(BatchReader&& other) noexcept {
  impl_.swap(other.impl_);
  return *this;
}

const BatchInfo& BatchReader::info() const { return impl_->info; }

const std::vector<SourceFile>& BatchReader::sources() const { return impl_->sources; }

std::vector<std::int64_t> BatchReader::offsets(std::int64_t first, std::int64_t last) const {
  const hdf5::Quiet quiet;
  return reading(impl_->sources, [&] { return impl_->offsets(first, last); });
}

template <class Scalar, class Ordinal>
HostBatch<Scalar, Ordinal> BatchReader::read(std::int64_t first, std::int64_t last) const {
  const hdf5::Quiet quiet;
  check_fits<Ordinal>(last - first, impl_->where + ": the number of images");
  return reading(impl_->sources,
                 [&] { return impl_->read<Scalar, Ordinal>(first, impl_->offsets(first, last)); });
}

template <class Scalar, class Ordinal>
HostBatch<Scalar, Ordinal> BatchReader::read_part(std::int64_t image, std::int64_t first,
                                                  std::int64_t last) const {
  const hdf5::Quiet quiet;
  return reading(impl_->sources, [&] {
    return impl_->read<Scalar, Ordinal>(image, impl_->part_of_offsets(image, first, last));
  });
}

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal)                                            \
  template HostBatch<Scalar, Ordinal> BatchReader::read(std::int64_t, std::int64_t) const; \
  template HostBatch<Scalar, Ordinal> BatchReader::read_part(std::int64_t, std::int64_t,   \
                                                             std::int64_t) const;
SPARSECONV_INSTANTIATE(float, std::int32_t)
SPARSECONV_INSTANTIATE(float, std::int64_t)
SPARSECONV_INSTANTIATE(double, std::int32_t)
SPARSECONV_INSTANTIATE(double, std::int64_t)

}  // namespace SparseConv::io
