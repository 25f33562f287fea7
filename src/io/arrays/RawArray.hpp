#ifndef SPARSECONV_IO_ARRAYS_RAWARRAY_HPP
#define SPARSECONV_IO_ARRAYS_RAWARRAY_HPP

#include <cstdint>
#include <io/chunks/ChunkReader.hpp>
#include <io/chunks/box.hpp>
#include <io/hdf5/hdf5.hpp>
#include <optional>
#include <string>

namespace SparseConv::io::hdf5 {

/// A one-dimensional dataset that is read in slices. HDF5's checksums are compared, if it has any.
class RawArray {
 public:
  /// Checks that the dataset has one dimension.
  /// \param where the dataset in messages
  /// \throws Error (input)
  RawArray(Handle dataset, std::string where);

  hid_t dataset() const { return dataset_; }
  const std::string& where() const { return where_; }  ///< the dataset in messages
  std::int64_t length() const { return length_; }      ///< number of elements
  hid_t type() const { return type_; }                 ///< of the elements as they are stored

  /// Elements `first` to `first + n - 1`, converted to a type in memory.
  /// \throws Error (input) if HDF5 finds damage, (system) if something else keeps it from reading
  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const;

 private:
  std::int64_t end_of_whole_chunks(std::int64_t first, std::int64_t last) const;
  void read_selected(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const;

  Handle dataset_;
  std::string where_;
  Handle type_;
  std::int64_t length_ = 0;
  ChunkLimits limits_;
  std::optional<ChunkReader> chunks_;  ///< reads whole chunks, if it can
};

}  // namespace SparseConv::io::hdf5

#endif
