#include <algorithm>
#include <io/arrays/VerifiedArray.hpp>
#include <io/chunks/storage.hpp>
#include <utility>

namespace SparseConv::io::hdf5 {

VerifiedArray::VerifiedArray(RawArray array, hid_t group, const std::string& where,
                             const std::string& name, std::vector<std::string>& files)
    : array_(std::move(array)), size_(H5Tget_size(array_.type())) {
  check_storage(array_.dataset(), array_.where());
  checksums_ = BlockChecksums::find(group, where, name, array_.length(), files);
}

void VerifiedArray::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  if (!checksums_) return array_.read_as(type, first, n, numbers);
  const bool as_stored = H5Tequal(type, array_.type()) > 0;
  const std::int64_t last = first + n;
  const std::size_t size = H5Tget_size(type);
  auto* next = static_cast<unsigned char*>(numbers);
  while (first < last) {
    if (!piece_.holds(first) && !(as_stored && starts_with_block(first, last)))
      keep_piece(first, last);
    const std::int64_t stop =
        piece_.holds(first) ? piece_.convert(array_.type(), first, last, type, next, array_.where())
                            : read_blocks(first, last, next);
    next += static_cast<std::size_t>(stop - first) * size;
    first = stop;
  }
}

/// The first element of the block with the element `position`.
std::int64_t VerifiedArray::begin_of_block(std::int64_t position) const {
  return position - position % checksums_->block_length();
}

/// One more than the last element before `position` that ends a block.
std::int64_t VerifiedArray::end_of_blocks(std::int64_t position) const {
  return position == array_.length() ? position : begin_of_block(position);
}

/// Whether there is a whole block at the start of elements `first` to `last - 1`.
bool VerifiedArray::starts_with_block(std::int64_t first, std::int64_t last) const {
  return first == begin_of_block(first) && end_of_blocks(last) > first;
}

/// Reads whole blocks at the start of elements `first` to `last - 1` as they are stored.
/// \return the end of what was read
std::int64_t VerifiedArray::read_blocks(std::int64_t first, std::int64_t last, void* bytes) const {
  const std::int64_t stop = std::min(end_of_blocks(last), first + checksums_->piece_length());
  array_.read_as(array_.type(), first, stop - first, bytes);
  checksums_->verify(first, stop - first, bytes, size_, array_.where());
  return stop;
}

/// Reads the blocks with elements `first` to `last - 1`, or some of them, the first included.
void VerifiedArray::keep_piece(std::int64_t first, std::int64_t last) const {
  const std::int64_t begin = begin_of_block(first), length = checksums_->block_length();
  const std::int64_t end = std::min(
      {begin_of_block(last - 1) + length, begin + checksums_->piece_length(), array_.length()});
  piece_.prepare(begin, end - begin, size_);
  piece_.last = read_blocks(begin, end, piece_.bytes.data());
}

}  // namespace SparseConv::io::hdf5
