#include <io/checksum.hpp>
#include <job/ShardWriter.hpp>

namespace SparseConv::job {

using namespace io::hdf5;

ShardWriter::ShardWriter(const io::OutputPlace& place, const std::string& temporary_name,
                         ImageShape image_shape,
                         const std::map<std::string, std::string>& attributes,
                         const ChunkFilters& filters)
    : file_(place, temporary_name),
      arrays_(file_.make_group(image_shape, attributes), place.where(), image_shape, filters),
      checked_(filters.checksum) {}

io::Checksum ShardWriter::complete() {
  const io::Checksum checksum = arrays_.close();
  file_.complete(arrays_.n_images());
  if (checked_)
    check_written(place().file, [&] {
      return read_checksum(name(), place().group, place().where()) == checksum;
    });
  return checksum;
}

std::int64_t ShardWriter::commit() { return checked_ ? file_.commit() : file_.rename(); }

}  // namespace SparseConv::job
