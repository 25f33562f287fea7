#ifndef SPARSECONV_IO_ARRAYREADER_HPP
#define SPARSECONV_IO_ARRAYREADER_HPP

#include <cstdint>
#include <io/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Reads a one-dimensional dataset in slices.
class ArrayReader {
 public:
  /// Opens the dataset, and checks its rank and that the file holds all of it.
  /// \param where the group in messages
  /// \throws Error (input)
  ArrayReader(hid_t group, const std::string& where, const std::string& name);

  hid_t dataset() const { return dataset_; }
  const std::string& where() const { return where_; }  ///< the dataset in messages
  std::int64_t length() const { return length_; }

  /// Elements `first` to `first + n - 1`. What `Number` cannot hold becomes its largest or smallest
  /// value.
  /// \throws Error (input) if the file is damaged there
  template <class Number>
  void read(std::int64_t first, std::int64_t n, Number* numbers) const;

  /// The element at a position.
  std::int64_t at(std::int64_t position) const;

  /// CRC-32 of all elements as they are stored, in this machine's order of bytes.
  /// \throws Error (input) if the file is damaged anywhere
  std::uint32_t checksum() const;

 private:
  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const;

  std::string where_;
  Handle dataset_;
  std::int64_t length_ = 0;
};

}  // namespace SparseConv::io::hdf5

#endif
