#ifndef SPARSECONV_IO_SOURCES_STACKARRAY_HPP
#define SPARSECONV_IO_SOURCES_STACKARRAY_HPP

#include <io/arrays/NumberArray.hpp>
#include <io/arrays/Piece.hpp>
#include <io/chunks/box.hpp>
#include <string>
#include <vector>

namespace SparseConv::io {

/// Reads the pixels of dense images from a dataset of two or three dimensions, whose elements are
/// numbered row after row. HDF5 expands a whole chunk for each part of it that is read: the images
/// that lie in the same chunks, a layer, are read together and kept until others are needed.
class StackArray : public hdf5::NumberArray {
 public:
  /// Checks rank and type, and that the file holds all of it.
  /// \param where        the dataset in messages
  /// \param buffer_bytes for a layer; if it takes more, images are read one by one
  /// \throws Error (input)
  StackArray(hdf5::Handle dataset, std::string where, std::int64_t buffer_bytes);

  const std::string& where() const override { return where_; }
  std::int64_t length() const override;
  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const override;

  const std::vector<std::int64_t>& shape() const { return shape_; }
  hid_t dataset() const { return dataset_; }

 private:
  std::int64_t length_of_layer(std::int64_t buffer_bytes) const;
  void read_boxes(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const;
  void keep_layer(std::int64_t position) const;

  hdf5::Handle dataset_;
  std::string where_;
  std::vector<std::int64_t> shape_;
  hdf5::Handle type_;  ///< of the elements as they are stored
  hdf5::ChunkLimits chunks_;
  std::int64_t layer_length_ = 0;  ///< elements of a layer; 0 if none is kept
  mutable hdf5::Piece layer_;
};

/// Throws Error (input) for a number of dimensions that dense images do not have.
void check_rank_of_stack(std::size_t rank, const std::string& where);

}  // namespace SparseConv::io

#endif
