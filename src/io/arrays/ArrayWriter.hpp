#ifndef SPARSECONV_IO_ARRAYS_ARRAYWRITER_HPP
#define SPARSECONV_IO_ARRAYS_ARRAYWRITER_HPP

#include <SparseConv/io/Compression.hpp>
#include <cstdint>
#include <io/chunks/ChunkWriter.hpp>
#include <io/hdf5/hdf5.hpp>
#include <optional>
#include <string>

namespace SparseConv::io::hdf5 {

/// How the chunks of an array are stored: by ChunkWriter or, if it cannot compress so, by HDF5.
struct ArrayStorage {
  Compression compression = {};
  bool checksum = true;  ///< keeps a checksum (fletcher32), and compares it whenever it reads
  int most_at_a_time = most_chunks_at_a_time;  ///< chunks that ChunkWriter compresses at a time
};

/// Writes a one-dimensional dataset piece by piece, in chunks. A writer that is destroyed before
/// close() gives up the whole file: nothing more is written to it, see discard_writes().
class ArrayWriter {
 public:
  /// Makes the dataset.
  /// \param where         the group in messages
  /// \param type          what type_in_memory() gives for its elements
  /// \param likely_length chunks are not much longer than this
  /// \throws Error (system)
  ArrayWriter(hid_t group, const std::string& where, const std::string& name, hid_t type,
              std::int64_t likely_length, const ArrayStorage& storage = {});

  ~ArrayWriter();
  ArrayWriter(const ArrayWriter&) = delete;
  ArrayWriter& operator=(const ArrayWriter&) = delete;

  /// \throws Error (system), or (input) for numbers of another type than the dataset's
  template <class Number>
  void append(const Number* numbers, std::int64_t n) {
    append(type_in_memory<Number>(), numbers, static_cast<hsize_t>(n));
  }
  void append(hid_t type, const void* numbers, hsize_t n);

  /// Writes out all buffers, and closes the dataset. \throws Error (system)
  void close();

  /// CRC-32 of all that was appended.
  std::uint32_t checksum() const { return checksum_; }

 private:
  void write(hsize_t start, hid_t type, const void* numbers, hsize_t n);

  std::string where_;
  hid_t type_;
  Handle dataset_;
  std::optional<ChunkWriter> chunks_;  ///< writes all of them, if it can
  hsize_t length_ = 0;
  std::uint32_t checksum_ = 0;
};

}  // namespace SparseConv::io::hdf5

#endif
