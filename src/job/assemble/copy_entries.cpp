#include <fcntl.h>

#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <io/arrays/ArrayReader.hpp>
#include <io/checksum.hpp>
#include <io/chunks/crc32.hpp>
#include <io/files/FileDescriptor.hpp>
#include <io/hdf5/create.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/hdf5/open.hpp>
#include <job/assemble/copy_entries.hpp>

namespace SparseConv::job {

using namespace io::hdf5;

namespace {

/// A file open for writing without HDF5, which lets only one process write.
class RawFile {
 public:
  explicit RawFile(const std::string& name) : name_(name), file_(name, O_WRONLY) {
    throw_if(!file_.is_open());
  }

  void write(const void* bytes, std::size_t n, haddr_t at) const {
    throw_if(!file_.write_at(static_cast<std::int64_t>(at), bytes, n));
  }

  void sync() const { throw_if(!file_.sync()); }

 private:
  void throw_if(bool failed) const {
    SPARSECONV_THROW_IF(failed, system, name_ + ": cannot be written: " + std::strerror(errno));
  }

  std::string name_;
  io::FileDescriptor file_;
};

/// An array of a shard, and the whole array that it belongs into.
struct Arrays {
  Arrays(const JointBatch& to, const ShardBatch& from, const char* name, std::int64_t first_entry)
      : whole(open_array(to.file, to.group, name)),
        shard(open_array(from.file, to.group, name)),
        first(first_entry) {
    const Handle type = type_of(whole.dataset(), whole.where());
    SPARSECONV_THROW_IF(H5Tequal(type, type_of(shard.dataset(), shard.where())) <= 0, system,
                        shard.where() + ": has another type than " + whole.where());
    SPARSECONV_THROW_IF(first < 0 || shard.length() > whole.length() - first, system,
                        whole.where() + ": has no room for the " + std::to_string(shard.length()) +
                            " entries of " + shard.where() + " from " + std::to_string(first) +
                            " on");
    size = static_cast<std::int64_t>(H5Tget_size(type));
  }

  std::int64_t last() const { return first + shard.length(); }

  ArrayReader whole, shard;
  std::int64_t first;
  std::int64_t size = 0;  ///< of an element, in bytes
};

void copy(const Arrays& arrays, const RawFile& file) {
  haddr_t at = H5Dget_offset(arrays.whole.dataset());
  if (arrays.shard.length() == 0) return;
  SPARSECONV_THROW_IF(at == HADDR_UNDEF, system,
                      arrays.whole.where() + ": has no place in the file");
  at += static_cast<haddr_t>(arrays.first * arrays.size);
  arrays.shard.for_each_piece(0, arrays.shard.length(), [&](const void* numbers, std::size_t n) {
    const std::size_t bytes = n * static_cast<std::size_t>(arrays.size);
    file.write(numbers, bytes, at);
    at += bytes;
  });
}

/// Adds what the shard contributes to the checksums of blocks. \return the checksum of its array
///
/// The CRC-32 of bytes A B C is crc(A) moved by the bits of B C, exclusive or crc(B) moved by the
/// bits of C, exclusive or crc(C): so every piece contributes by itself.
std::uint32_t add_checksums(const Arrays& arrays, std::vector<std::int64_t>& sums) {
  std::uint32_t sum_of_shard = 0;
  std::int64_t last = 0;
  for (std::int64_t first = arrays.first; first < arrays.last(); first = last) {
    const std::int64_t block = first / checksum_block_length;
    const std::int64_t end = std::min((block + 1) * checksum_block_length, arrays.whole.length());
    last = std::min(end, arrays.last());
    const std::uint32_t sum = arrays.whole.checksum(first, last - first);
    sum_of_shard = combine_crc32(sum_of_shard, sum, (last - first) * arrays.size);
    sums[static_cast<std::size_t>(block)] ^= combine_crc32(sum, 0, (end - last) * arrays.size);
  }
  return sum_of_shard;
}

/// Whether the file holds the checksums of an array's blocks.
bool is_stored(const JointBatch& whole, const char* array, const std::vector<std::int64_t>& sums) {
  const ArrayReader stored = open_array(whole.file, whole.group + "/checksums", array);
  std::vector<std::int64_t> found(static_cast<std::size_t>(stored.length()));
  stored.read(0, stored.length(), found.data());
  return found == sums;
}

}  // namespace

void copy_entries(const JointBatch& whole, const ShardBatch& batch, std::int64_t first_entry) {
  const RawFile file(whole.file);
  for (const char* name : {"data", "indices"}) copy({whole, batch, name, first_entry}, file);
  file.sync();
}

BlockSums no_block_sums(const JointBatch& whole) {
  const auto none = [&](const char* name) {
    const std::int64_t length = open_array(whole.file, whole.group, name).length();
    return std::vector<std::int64_t>(static_cast<std::size_t>(n_blocks(length)), 0);
  };
  return {none("data"), none("indices")};
}

void verify_entries(const JointBatch& whole, const ShardBatch& batch, std::int64_t first_entry,
                    BlockSums& sums) {
  check_written(whole.file, [&] {
    return add_checksums({whole, batch, "data", first_entry}, sums.data) == batch.checksum.data &&
           add_checksums({whole, batch, "indices", first_entry}, sums.indices) ==
               batch.checksum.indices;
  });
}

void write_block_sums(const JointBatch& whole, const BlockSums& sums) {
  const std::string where = whole.file + ":" + whole.group;
  const std::string message = whole.file + ": cannot be completed";
  Handle file = open_for_writing(whole.file, whole.file);
  try {
    const Handle group = open_group(file, whole.group, where);
    write_block_checksums(group, where, "data", sums.data);
    write_block_checksums(group, where, "indices", sums.indices);
    SPARSECONV_HDF5(H5Fflush(file, H5F_SCOPE_LOCAL), system, message);
  } catch (...) {
    discard_writes(file);
    throw;
  }
  SPARSECONV_HDF5(file.close(), system, message);
  check_written(whole.file, [&] {
    const io::BatchReader check(where);
    return is_stored(whole, "data", sums.data) && is_stored(whole, "indices", sums.indices);
  });
}

}  // namespace SparseConv::job
