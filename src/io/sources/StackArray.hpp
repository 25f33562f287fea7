#ifndef SPARSECONV_IO_SOURCES_STACKARRAY_HPP
#define SPARSECONV_IO_SOURCES_STACKARRAY_HPP

#include <io/NumberArray.hpp>
#include <string>
#include <vector>

namespace SparseConv::io {

/// Reads the pixels of dense images from a dataset of two or three dimensions, whose elements are
/// numbered row after row.
class StackArray : public hdf5::NumberArray {
 public:
  /// Checks rank and type, and that the file holds all of it.
  /// \param where the dataset in messages
  /// \throws Error (input)
  StackArray(hdf5::Handle dataset, std::string where);

  const std::string& where() const override { return where_; }
  std::int64_t length() const override;
  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const override;

  const std::vector<std::int64_t>& shape() const { return shape_; }
  hid_t dataset() const { return dataset_; }

 private:
  hdf5::Handle dataset_;
  std::string where_;
  std::vector<std::int64_t> shape_;
};

/// Throws Error (input) for a number of dimensions that dense images do not have.
void check_rank_of_stack(std::size_t rank, const std::string& where);

}  // namespace SparseConv::io

#endif
