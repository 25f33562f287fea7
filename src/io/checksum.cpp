#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <SparseConv/io/paths.hpp>
#include <io/ArrayReader.hpp>
#include <io/checksum.hpp>
#include <io/open.hpp>

namespace SparseConv::io {

Checksum hdf5::read_checksum(const std::string& file_name, const std::string& group_name,
                             const std::string& where) {
  const Handle file = open_file(file_name);
  const Handle group = open_group(file, where, group_name);
  return {ArrayReader(group, where, "data").checksum(),
          ArrayReader(group, where, "indices").checksum(),
          ArrayReader(group, where, "indptr").checksum()};
}

Checksum read_checksum(const std::string& path) {
  const BatchInfo info = BatchReader(path).info();
  const hdf5::Quiet quiet;
  return hdf5::read_checksum(info.file, info.group, info.file + ":" + info.group);
}

}  // namespace SparseConv::io
