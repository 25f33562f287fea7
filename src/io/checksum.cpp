#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <SparseConv/io/paths.hpp>
#include <io/arrays/ArrayReader.hpp>
#include <io/checksum.hpp>
#include <io/files/reading.hpp>
#include <io/hdf5/open.hpp>

namespace SparseConv::io {

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
