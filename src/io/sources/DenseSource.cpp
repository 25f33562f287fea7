#include <SparseConv/Error.hpp>
#include <algorithm>
#include <divide_up.hpp>
#include <io/sources/DenseSource.hpp>
#include <io/sources/Opening.hpp>
#include <io/sources/TemporaryArray.hpp>

namespace SparseConv::io {
namespace {

constexpr std::int64_t block_length = 1 << 16;  ///< pixels

bool is_entry(double pixel) { return pixel != 0; }  // NaN is one

}  // namespace

DenseSource::DenseSource(BatchInfo info, std::vector<SourceFile> files,
                         std::unique_ptr<hdf5::NumberArray> pixels, const ReadOptions& options)
    : ImageSource(std::move(info), std::move(files)),
      pixels_(std::move(pixels)),
      blocks_of_image_(divide_up(info_.n_pixels, block_length)),
      block_(static_cast<std::size_t>(std::min(info_.n_pixels, block_length))),
      begins_(count_entries(options)) {}

/// Reads all pixels, and notes the number of entries. \return the begins of the blocks, and the end
std::unique_ptr<hdf5::NumberArray> DenseSource::count_entries(const ReadOptions& options) {
  const std::int64_t n_blocks = info_.n_images * blocks_of_image_;
  auto begins = std::make_unique<TemporaryArray<std::int64_t>>(where() + ": begins of blocks");
  Opening opening(options);
  info_.nnz = 0;
  begins->append(info_.nnz);
  for (std::int64_t block = 0; block < n_blocks; ++block) {
    const std::int64_t n = read_block(block);
    info_.nnz += std::count_if(block_.begin(), block_.begin() + n, is_entry);
    begins->append(info_.nnz);
    opening.advance([=] { return static_cast<double>(block) / static_cast<double>(n_blocks); }, n);
  }
  begins->flush();
  opening.finish();
  return begins;
}

/// Reads a block. \return the number of its pixels
std::int64_t DenseSource::read_block(std::int64_t block) const {
  const std::int64_t image = block / blocks_of_image_;
  const std::int64_t first = block % blocks_of_image_ * block_length;
  const std::int64_t n = std::min(block_length, info_.n_pixels - first);
  pixels_->read(image * info_.n_pixels + first, n, block_.data());
  return n;
}

std::vector<std::int64_t> DenseSource::offsets(std::int64_t first, std::int64_t last) const {
  if (blocks_of_image_ == 1) return begins_.read(first, last - first + 1);
  std::vector<std::int64_t> offsets;
  offsets.reserve(static_cast<std::size_t>(last - first + 1));
  for (std::int64_t image = first; image <= last; ++image)
    offsets.push_back(begins_.at(image * blocks_of_image_));
  return offsets;
}

void DenseSource::read(std::int64_t first, std::int64_t n, const EntryRoom& room) const {
  std::visit([&](auto* columns, auto* values) { read_entries(first, n, columns, values); },
             room.columns, room.values);
}

template <class Ordinal, class Scalar>
void DenseSource::read_entries(std::int64_t first, std::int64_t n, Ordinal* columns,
                               Scalar* values) const {
  std::int64_t block = begins_.last_at_most(first);
  std::int64_t next = begins_.at(block);  // number of the next entry
  for (const std::int64_t last = first + n; next < last; ++block) {
    SPARSECONV_THROW_IF(next != begins_.at(block), input,
                        where() + ": has other pixels than before: leave the file as it is");
    const std::int64_t start = block % blocks_of_image_ * block_length, length = read_block(block);
    for (std::int64_t i = 0; i < length; ++i) {
      const double pixel = block_[static_cast<std::size_t>(i)];
      if (!is_entry(pixel)) continue;
      if (first <= next && next < last) {
        *columns++ = static_cast<Ordinal>(start + i);
        *values++ = static_cast<Scalar>(pixel);
      }
      ++next;
    }
  }
}

}  // namespace SparseConv::io
