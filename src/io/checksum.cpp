#include <zlib.h>

#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <SparseConv/io/paths.hpp>
#include <io/ArrayReader.hpp>
#include <io/checksum.hpp>
#include <io/deflate.hpp>
#include <io/open.hpp>
#include <io/reading.hpp>

namespace SparseConv::io {

std::uint32_t hdf5::add_to_checksum(std::uint32_t sum, const void* bytes, std::size_t n) {
  if (n == 0) return sum;  // bytes that are nowhere would make a library begin anew
  return crc32(sum, bytes, n);
}

std::uint32_t hdf5::combine_checksums(std::uint32_t sum, std::uint32_t later, std::int64_t n) {
  return static_cast<std::uint32_t>(::crc32_combine(sum, later, n));
}

void hdf5::check_written(const std::string& name, const std::function<bool()>& is_right) {
  const std::string message = name + ": the disk does not hold what was written";
  bool right = false;
  try {
    right = is_right();
  } catch (const Error& error) {
    SPARSECONV_THROW(system, message + ": " + error.what());
  }
  SPARSECONV_THROW_IF(!right, system, message + ": try again, or elsewhere");
}

Checksum hdf5::read_checksum(const std::string& file_name, const std::string& group_name,
                             const std::string& where) {
  const Handle file = open_file(file_name);
  const Handle group = open_group(file, group_name, where);
  return {ArrayReader(group, where, "data").checksum(),
          ArrayReader(group, where, "indices").checksum(),
          ArrayReader(group, where, "indptr").checksum()};
}

Checksum read_checksum(const std::string& path) {
  const BatchReader reader(path);
  const BatchInfo& info = reader.info();
  const hdf5::Quiet quiet;
  const Checksum checksum = reading(reader.sources(), [&info] {
    return hdf5::read_checksum(info.file, info.group, info.file + ":" + info.group);
  });
  check_unchanged(reader.sources());
  return checksum;
}

}  // namespace SparseConv::io
