#ifndef SPARSECONV_IO_NUMPY_NPYARRAY_HPP
#define SPARSECONV_IO_NUMPY_NPYARRAY_HPP

#include <io/arrays/NumberArray.hpp>
#include <io/numpy/npy_header.hpp>
#include <string>
#include <vector>

namespace SparseConv::io {

/// An array in NumPy's format NPY, whose elements are numbered as they are stored.
class NpyArray : public hdf5::NumberArray {
 public:
  /// \param where the array in messages
  /// \throws Error (input) if it does not hold numbers, or not all of them
  NpyArray(ByteFile file, std::string where);

  const std::string& where() const override { return where_; }
  std::int64_t length() const override { return header_.length; }
  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const override;

  const std::vector<std::int64_t>& shape() const { return header_.shape; }
  bool columns_first() const { return header_.columns_first; }  ///< whether in Fortran's order
  hid_t type() const { return type_; }                          ///< of the elements as stored

 private:
  ByteFile file_;
  std::string where_;
  NpyHeader header_;
  hdf5::Handle type_;
};

}  // namespace SparseConv::io

#endif
