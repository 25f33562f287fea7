#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/sources/hits/ArrayHits.hpp>
#include <utility>

namespace SparseConv::io {
namespace {

constexpr std::int64_t block_length = 1 << 16;  ///< hits that are read at a time

template <class Number>
void read(const hdf5::NumberArray& array, std::int64_t first, std::int64_t n,
          std::vector<Number>& numbers) {
  numbers.resize(static_cast<std::size_t>(n));
  array.read(first, n, numbers.data());
}

}  // namespace

ArrayHits::ArrayHits(std::vector<std::unique_ptr<hdf5::NumberArray>> arrays, std::string where)
    : arrays_(std::move(arrays)), where_(std::move(where)) {
  for (const auto& array : arrays_)
    SPARSECONV_THROW_IF(array->length() != arrays_[0]->length(), input,
                        array->where() + ": has " + std::to_string(array->length()) +
                            " elements, but " + arrays_[0]->where() + " has " +
                            std::to_string(arrays_[0]->length()));
}

void ArrayHits::read_block() {
  begin_ = next_;
  const std::int64_t n = std::min(block_length, arrays_[0]->length() - begin_);
  read(*arrays_[0], begin_, n, images_);
  read(*arrays_[1], begin_, n, rows_);
  read(*arrays_[2], begin_, n, columns_);
  weights_.assign(static_cast<std::size_t>(n), 1);
  if (arrays_.size() > 3) read(*arrays_[3], begin_, n, weights_);
}

bool ArrayHits::next(Hit& hit) {
  if (next_ == arrays_[0]->length()) return false;
  if (next_ == begin_ + static_cast<std::int64_t>(images_.size())) read_block();
  const auto i = static_cast<std::size_t>(next_++ - begin_);
  hit = {images_[i], rows_[i], columns_[i], weights_[i]};
  return true;
}

double ArrayHits::fraction() const {
  return static_cast<double>(next_) / static_cast<double>(arrays_[0]->length());
}

std::string ArrayHits::where() const { return where_ + ": hit " + std::to_string(next_ - 1); }

}  // namespace SparseConv::io
