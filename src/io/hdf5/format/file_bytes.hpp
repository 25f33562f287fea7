#ifndef SPARSECONV_IO_HDF5_FORMAT_FILE_BYTES_HPP
#define SPARSECONV_IO_HDF5_FORMAT_FILE_BYTES_HPP

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace SparseConv::io::hdf5 {

/// Reads an HDF5 file without HDF5: where HDF5 1.10 trusts the numbers in a file, damage makes it
/// crash or hang. The layouts follow the HDF5 file format specification, with addresses of 8
/// bytes.
class FileBytes {
 public:
  explicit FileBytes(const std::string& path);

  std::uint64_t size() const { return size_; }  ///< of the file, in bytes

  /// Whether the file has `n` bytes from an address on.
  bool has(std::uint64_t address, std::uint64_t n) const;

  /// `n` bytes from an address on. Empty if the file does not have that many.
  std::string at(std::uint64_t address, std::uint64_t n);

 private:
  std::ifstream file_;
  std::uint64_t size_ = 0;
  std::uint64_t base_ = 0;  ///< where address 0 is: the user may have put a block before it
};

/// The little-endian number in `n` bytes from `first` on.
std::uint64_t number_at(std::string_view bytes, std::size_t first, std::size_t n);

/// The objects of the global heap that begin at an address. Empty if there are none.
std::string read_collection(FileBytes& file, std::uint64_t address);

/// The object of that number in a collection. Empty if there is none.
std::string_view find_heap_object(std::string_view collection, std::uint64_t number);

/// Whether the sizes of all objects fit into the collection.
bool is_sound(std::string_view collection);

}  // namespace SparseConv::io::hdf5

#endif
