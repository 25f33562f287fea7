#include <algorithm>
#include <io/arrays/ArrayWriter.hpp>
#include <io/arrays/Beside.hpp>
#include <io/chunks/box.hpp>
#include <io/chunks/compression.hpp>
#include <io/chunks/crc32.hpp>
#include <io/hdf5/create.hpp>
#include <new>

namespace SparseConv::io::hdf5 {
namespace {

/// Elements of a chunk: at most 1 MiB in 64-bit numbers, which HDF5's default cache just holds.
constexpr std::int64_t min_chunk = 1024, max_chunk = 131072;

Handle creation_properties(hsize_t chunk, const ArrayStorage& storage, const std::string& message) {
  Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_DATASET_CREATE), system, message);
  SPARSECONV_HDF5(H5Pset_chunk(properties, 1, &chunk), system, message);
  add_compression(properties, storage.compression, message);
  if (storage.checksum) SPARSECONV_HDF5(H5Pset_fletcher32(properties), system, message);
  return properties;
}

}  // namespace

ArrayWriter::ArrayWriter(hid_t group, const std::string& where, const std::string& name, hid_t type,
                         std::int64_t likely_length, const ArrayStorage& storage)
    : where_(where + "/" + name), type_(type) {
  const std::string message = where_ + ": cannot be made";
  const hsize_t empty = 0, unlimited = H5S_UNLIMITED;
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &empty, &unlimited), system, message);
  const auto chunk = static_cast<hsize_t>(std::clamp(likely_length, min_chunk, max_chunk));
  const Handle properties = creation_properties(chunk, storage, message);
  dataset_ = SPARSECONV_HDF5(
      H5Dcreate2(group, name.c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT), system,
      message);
  if (const auto codec = ChunkCodec::find(dataset_, where_))
    chunks_.emplace(*codec, storage.most_at_a_time);
}

ArrayWriter::~ArrayWriter() {
  if (dataset_ < 0) return;
  const Handle file = H5Iget_file_id(dataset_);
  if (file < 0) return;
  discard_writes(file);
  // Nor can HDF5 close a file that it has made longer, but not written to its end.
  try {
    if (chunks_) chunks_->flush(dataset_);
  } catch (const std::bad_alloc&) {  // then nothing was written yet
  }
}

void ArrayWriter::append(hid_t type, const void* numbers, hsize_t n) {
  SPARSECONV_THROW_IF(H5Tequal(type, type_) <= 0, input,
                      where_ + ": all that is appended must have the same type");
  if (n == 0) return;
  const hsize_t start = length_;
  length_ += n;
  const std::size_t n_bytes = n * H5Tget_size(type);
  Beside<std::uint32_t> checksum(n_bytes,
                                 [=, sum = checksum_] { return crc32(sum, numbers, n_bytes); });
  write(start, type, numbers, n);
  checksum_ = checksum.get();
}

void ArrayWriter::write(hsize_t start, hid_t type, const void* numbers, hsize_t n) {
  const std::string message = where_ + ": cannot be written";
  SPARSECONV_HDF5(H5Dset_extent(dataset_, &length_), system, message);
  if (chunks_) {
    SPARSECONV_HDF5(chunks_->append(dataset_, numbers, n), system, message);
    return;
  }
  const auto [memory, stored] = select(dataset_, {{start}, {n}}, message);
  SPARSECONV_HDF5(H5Dwrite(dataset_, type, memory, stored, H5P_DEFAULT, numbers), system, message);
}

void ArrayWriter::close() {
  const std::string message = where_ + ": cannot be completed";
  if (chunks_) SPARSECONV_HDF5(chunks_->flush(dataset_), system, message);
  // HDF5 1.10 crashes when the program ends if closing had to write, and could not.
  SPARSECONV_HDF5(H5Dflush(dataset_), system, message);
  SPARSECONV_HDF5(dataset_.close(), system, message);
}

}  // namespace SparseConv::io::hdf5
