#include <fcntl.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/io/merge_batches.hpp>
#include <SparseConv/io/paths.hpp>
#include <cerrno>
#include <cstring>
#include <io/ArrayReader.hpp>
#include <io/checksum.hpp>
#include <io/csr_group.hpp>
#include <io/number_types.hpp>

namespace SparseConv::io {
namespace {

using hdf5::ArrayReader;

/// A file open for writing without HDF5, which lets only one process write.
class RawFile {
 public:
  explicit RawFile(const std::string& name)
      : name_(name), file_(::open(name.c_str(), O_WRONLY | O_CLOEXEC)) {
    throw_if(file_ < 0);
  }
  ~RawFile() {
    if (file_ >= 0) ::close(file_);
  }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  void write(const void* bytes, std::size_t n, haddr_t at) const {
    const char* next = static_cast<const char*>(bytes);
    while (n > 0) {
      errno = ENOSPC;  // a write of nothing gives no reason
      const ssize_t written = ::pwrite(file_, next, n, static_cast<off_t>(at));
      throw_if(written <= 0);
      next += written;
      at += static_cast<haddr_t>(written);
      n -= static_cast<std::size_t>(written);
    }
  }

  void sync() const { throw_if(::fsync(file_) != 0); }

 private:
  void throw_if(bool failed) const {
    SPARSECONV_THROW_IF(failed, system, name_ + ": cannot be written: " + std::strerror(errno));
  }

  std::string name_;
  int file_;
};

/// A file with its group.
Path with_group(const std::string& path) {
  const Path split = split_path(path);
  return {split.file, split.object.empty() ? hdf5::default_group : split.object};
}

/// An array of a part, and the one that it belongs into.
struct Arrays {
  Arrays(const Path& to, const BatchPart& from, const char* name, std::int64_t first_entry)
      : whole(hdf5::open_array(to.file, to.object, name)),
        part(hdf5::open_array(from.file, to.object, name)),
        first(first_entry) {
    const hdf5::Handle type = hdf5::type_of(whole.dataset(), whole.where());
    SPARSECONV_THROW_IF(H5Tequal(type, hdf5::type_of(part.dataset(), part.where())) <= 0, input,
                        part.where() + ": has another type than " + whole.where());
    SPARSECONV_THROW_IF(first < 0 || part.length() > whole.length() - first, input,
                        whole.where() + ": has no room for the " + std::to_string(part.length()) +
                            " entries of " + part.where() + " from " + std::to_string(first) +
                            " on");
    size = H5Tget_size(type);
  }

  ArrayReader whole, part;
  std::int64_t first;
  std::size_t size = 0;
};

void copy(const Arrays& arrays, const RawFile& file) {
  haddr_t at = H5Dget_offset(arrays.whole.dataset());
  if (arrays.part.length() == 0) return;
  SPARSECONV_THROW_IF(at == HADDR_UNDEF, input,
                      arrays.whole.where() + ": was not made by prepare_joint_file()");
  at += static_cast<haddr_t>(arrays.first) * arrays.size;
  arrays.part.for_each_piece(0, arrays.part.length(), [&](const void* numbers, std::size_t n) {
    file.write(numbers, n * arrays.size, at);
    at += n * arrays.size;
  });
}

}  // namespace

void copy_entries(const std::string& path, const BatchPart& part, std::int64_t first_entry) {
  const hdf5::Quiet quiet;
  const Path whole = with_group(path);
  const RawFile file(whole.file);
  for (const char* name : {"data", "indices"}) copy({whole, part, name, first_entry}, file);
  file.sync();
}

void verify_entries(const std::string& path, const BatchPart& part, std::int64_t first_entry) {
  const hdf5::Quiet quiet;
  const Path whole = with_group(path);
  const auto checksum = [&](const char* name) {
    const Arrays arrays(whole, part, name, first_entry);
    return arrays.whole.checksum(first_entry, arrays.part.length());
  };
  hdf5::check_written(whole.file, [&] {
    return checksum("data") == part.checksum.data && checksum("indices") == part.checksum.indices;
  });
}

}  // namespace SparseConv::io
