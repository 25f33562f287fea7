#ifndef SPARSECONV_IO_ARRAYREADER_HPP
#define SPARSECONV_IO_ARRAYREADER_HPP

#include <cstdint>
#include <functional>
#include <io/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// The attribute with the CRC-32 of an array, where there is one.
inline constexpr const char* checksum_name = "crc32";

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

  /// Calls `use(numbers, n)` for consecutive pieces, of `n` elements each as they are stored.
  /// \throws Error (input) if the file is damaged there
  void for_each_piece(std::int64_t first, std::int64_t n,
                      const std::function<void(const void*, std::size_t)>& use) const;

  /// CRC-32 of elements as they are stored.
  /// \throws Error (input) if the file is damaged there
  std::uint32_t checksum(std::int64_t first, std::int64_t n) const;

  /// That of all elements.
  /// \throws Error (input) if the file is damaged anywhere, or says that it had another one
  std::uint32_t checksum() const;

 private:
  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const;

  std::string where_;
  Handle dataset_;
  std::int64_t length_ = 0;
};

/// Opens an array of a batch in a file, which stays open as long.
/// \throws Error (input)
ArrayReader open_array(const std::string& file, const std::string& group, const char* name);

}  // namespace SparseConv::io::hdf5

#endif
