#include <job/ShardWriter.hpp>

namespace SparseConv::job {

using namespace io::hdf5;

ShardWriter::ShardWriter(const io::OutputPlace& place, const std::string& temporary_name,
                         const std::vector<Convolution>& convolutions, const ArrayStorage& storage)
    : file_(place, temporary_name), checked_(storage.checksum) {
  for (std::size_t i = 0; i < convolutions.size(); ++i) {
    const ImageShape shape = convolutions[i].geometry().output;
    const std::string& group = place.groups[i];
    batches_.emplace_back(file_.make_group(group, shape, convolutions[i].attributes),
                          place.where(group), shape, storage);
  }
}

std::int64_t ShardWriter::nnz() const {
  std::int64_t sum = 0;
  for (const CsrWriter& batch : batches_) sum += batch.nnz();
  return sum;
}

std::vector<WrittenBatch> ShardWriter::complete() {
  std::vector<WrittenBatch> written;
  for (CsrWriter& batch : batches_) written.push_back({batch.nnz(), batch.close()});
  file_.complete(batches_.front().n_images());
  if (!checked_) return written;
  file_.begin_sync();  // the disk writes while the file is read back
  for (std::size_t i = 0; i < written.size(); ++i)
    file_.check_batch(place().groups[i], written[i].checksum);
  return written;
}

std::int64_t ShardWriter::commit(const io::BeforeRename& before_rename) {
  if (checked_) return file_.commit(before_rename);
  before_rename();
  return file_.rename();
}

}  // namespace SparseConv::job
