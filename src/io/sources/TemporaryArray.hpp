#ifndef SPARSECONV_IO_SOURCES_TEMPORARYARRAY_HPP
#define SPARSECONV_IO_SOURCES_TEMPORARYARRAY_HPP

#include <io/arrays/NumberArray.hpp>
#include <io/files/ByteFile.hpp>
#include <io/hdf5/number_types.hpp>
#include <string>
#include <utility>
#include <vector>

namespace SparseConv::io {

/// Numbers in a temporary file, which are first appended and then read.
template <class Number>
class TemporaryArray : public hdf5::NumberArray {
 public:
  /// \param where the array in messages \throws Error (system)
  explicit TemporaryArray(std::string where) : where_(std::move(where)) {}

  /// \throws Error (system) if there is no room
  void append(Number number) {
    buffer_.push_back(number);
    ++length_;
    if (buffer_.size() == buffer_length) flush();
  }

  /// Writes what was appended. Called before anything is read. \throws Error (system)
  void flush() {
    file_.append(buffer_.data(), static_cast<std::int64_t>(buffer_.size() * sizeof(Number)));
    buffer_.clear();
  }

  const std::string& where() const override { return where_; }
  std::int64_t length() const override { return length_; }

  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const override {
    constexpr std::int64_t size = sizeof(Number);
    std::vector<Number> stored(static_cast<std::size_t>(n));
    file_.read(first * size, n * size, stored.data());
    hdf5::convert_numbers(hdf5::type_in_memory<Number>(), type, stored.size(), stored.data(),
                          numbers, where_);
  }

 private:
  static constexpr std::size_t buffer_length = 1 << 16;

  std::string where_;
  ByteFile file_;
  std::vector<Number> buffer_;
  std::int64_t length_ = 0;
};

}  // namespace SparseConv::io

#endif
