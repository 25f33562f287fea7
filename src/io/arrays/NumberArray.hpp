#ifndef SPARSECONV_IO_ARRAYS_NUMBERARRAY_HPP
#define SPARSECONV_IO_ARRAYS_NUMBERARRAY_HPP

#include <cstdint>
#include <io/hdf5/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Numbers in a file, one after the other, that are read in slices. Not for several threads at the
/// same time.
class NumberArray {
 public:
  virtual ~NumberArray() = default;

  virtual const std::string& where() const = 0;  ///< the array in messages
  virtual std::int64_t length() const = 0;       ///< number of elements

  /// Elements `first` to `first + n - 1`, converted to HDF5's type for numbers in memory. A number
  /// out of range becomes the largest or smallest of that type.
  /// \throws Error (input) if the file is damaged there
  virtual void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const = 0;

  /// Elements `first` to `first + n - 1`, as read_as() gives them.
  template <class Number>
  void read(std::int64_t first, std::int64_t n, Number* numbers) const {
    read_as(type_in_memory<Number>(), first, n, numbers);
  }

  /// The element at a position.
  std::int64_t at(std::int64_t position) const {
    std::int64_t number = 0;
    read(position, 1, &number);
    return number;
  }
};

}  // namespace SparseConv::io::hdf5

#endif
