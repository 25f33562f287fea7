#ifndef SPARSECONV_IO_ARRAYS_ARRAYREADER_HPP
#define SPARSECONV_IO_ARRAYS_ARRAYREADER_HPP

#include <cstdint>
#include <functional>
#include <io/arrays/NumberArray.hpp>
#include <io/arrays/VerifiedArray.hpp>
#include <io/arrays/VirtualArray.hpp>
#include <io/hdf5/hdf5.hpp>
#include <string>
#include <variant>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Reads a one-dimensional dataset, be it stored or virtual. All elements that are read are
/// compared with their checksums, if the file has any.
class ArrayReader : public NumberArray {
 public:
  /// Opens the dataset, and checks its rank and that the file holds all of it.
  /// \param where the group in messages
  /// \throws Error (input)
  ArrayReader(hid_t group, const std::string& where, const std::string& name);

  hid_t dataset() const { return raw().dataset(); }
  const std::string& where() const override { return raw().where(); }
  std::int64_t length() const override { return raw().length(); }

  /// Names of all files that the elements come from, or whose external links lead to them.
  const std::vector<std::string>& files() const { return files_; }

  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const override;

  /// Calls `use(numbers, n)` for consecutive pieces, of `n` elements each as they are stored.
  /// \throws Error (input) if the file is damaged there
  void for_each_piece(std::int64_t first, std::int64_t n,
                      const std::function<void(const void*, std::size_t)>& use) const;

  /// CRC-32 of elements as they are stored.
  /// \throws Error (input) if the file is damaged there
  std::uint32_t checksum(std::int64_t first, std::int64_t n) const;

  /// CRC-32 of all elements.
  /// \throws Error (input) if the file is damaged anywhere, or if the array's attribute `crc32` is
  /// another number
  std::uint32_t checksum() const;

 private:
  const RawArray& raw() const;

  std::vector<std::string> files_;
  std::variant<VerifiedArray, VirtualArray> array_;
};

/// Opens an array of a batch. Its file stays open with the array.
/// \throws Error (input)
ArrayReader open_array(const std::string& file, const std::string& group, const char* name);

}  // namespace SparseConv::io::hdf5

#endif
