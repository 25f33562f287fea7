#ifndef SPARSECONV_IO_ARRAYS_PIECE_HPP
#define SPARSECONV_IO_ARRAYS_PIECE_HPP

#include <cstdint>
#include <io/hdf5/hdf5.hpp>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Elements `first` to `last - 1` of an array, as they are stored, which were read to be used piece
/// by piece.
struct Piece {
  bool holds(std::int64_t position) const { return first <= position && position < last; }

  /// Makes room for other elements. The piece is empty until `last` says that they were read.
  void prepare(std::int64_t begin, std::int64_t n, std::size_t size_of_element);

  /// Converts elements from `begin` on, up to `end` or as far as the piece has them.
  /// \param stored type of the elements
  /// \param where  the array in messages
  /// \return their end
  std::int64_t convert(hid_t stored, std::int64_t begin, std::int64_t end, hid_t type,
                       void* numbers, const std::string& where) const;

  std::int64_t first = 0, last = 0;
  std::vector<unsigned char> bytes;
};

}  // namespace SparseConv::io::hdf5

#endif
