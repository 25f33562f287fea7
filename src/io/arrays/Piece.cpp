#include <algorithm>
#include <io/arrays/Piece.hpp>
#include <io/hdf5/number_types.hpp>

namespace SparseConv::io::hdf5 {

void Piece::prepare(std::int64_t begin, std::int64_t n, std::size_t size_of_element) {
  first = last = begin;
  bytes.resize(static_cast<std::size_t>(n) * size_of_element);
}

std::int64_t Piece::convert(hid_t stored, std::int64_t begin, std::int64_t end, hid_t type,
                            void* numbers, const std::string& where) const {
  const std::int64_t stop = std::min(end, last);
  const std::size_t skipped = static_cast<std::size_t>(begin - first) * H5Tget_size(stored);
  convert_numbers(stored, type, static_cast<std::size_t>(stop - begin), bytes.data() + skipped,
                  numbers, where);
  return stop;
}

}  // namespace SparseConv::io::hdf5
