#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/CsrWriter.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

using std::to_string;

/// Whether the row map rises from 0 to the number of entries, and there are as many values.
template <class Batch>
bool has_consistent_offsets(const Batch& batch) {
  const std::int64_t n = batch.numRows(), nnz = batch.nnz();
  if (batch.values.extent(0) != batch.graph.entries.extent(0)) return false;
  if (n == 0) return nnz == 0;
  const auto* const row_map = batch.graph.row_map.data();
  return row_map[0] == 0 && row_map[n] == nnz && std::is_sorted(row_map, row_map + n + 1);
}

}  // namespace

CsrWriter::CsrWriter(hid_t group, const std::string& where, ImageShape image_shape,
                     const ArrayStorage& storage)
    : group_(group), where_(where), image_shape_(image_shape), storage_(storage) {}

template <class Scalar, class Ordinal>
void CsrWriter::make_arrays(std::int64_t likely_images, std::int64_t likely_nnz) {
  data_.emplace(group_, where_, "data", type_in_memory<Scalar>(), likely_nnz, storage_);
  indices_.emplace(group_, where_, "indices", type_in_memory<Ordinal>(), likely_nnz, storage_);
  indptr_.emplace(group_, where_, "indptr", type_in_memory<std::int64_t>(), likely_images + 1,
                  storage_);
}

template <class Scalar, class Ordinal>
void CsrWriter::append(const HostBatch<Scalar, Ordinal>& batch, bool continues) {
  SPARSECONV_THROW_IF(batch.numCols() != image_shape_.size(), input,
                      where_ + ": images of " + to_string(batch.numCols()) +
                          " pixels cannot be appended to images of " + to_string(image_shape_));
  SPARSECONV_THROW_IF(!has_consistent_offsets(batch), input,
                      where_ + ": the row map of what is appended does not fit its " +
                          to_string(batch.nnz()) + " entries");
  SPARSECONV_THROW_IF(continues && (n_images_ == 0 || batch.numRows() == 0), input,
                      where_ + ": there is no image that could go on with what is appended");
  if (!data_) make_arrays<Scalar, Ordinal>(batch.numRows(), batch.nnz());
  data_->append(batch.values.data(), batch.nnz());
  indices_->append(batch.graph.entries.data(), batch.nnz());
  const int begun = continues ? 1 : 0;
  const auto* const row_map = batch.graph.row_map.data();
  append_begins(*indptr_, {row_map + begun, row_map + batch.numRows()}, nnz_);
  n_images_ += batch.numRows() - begun;
  nnz_ += batch.nnz();
}

void append_begins(ArrayWriter& indptr, std::vector<std::int64_t> begins, std::int64_t before) {
  for (std::int64_t& begin : begins) begin += before;
  indptr.append(begins.data(), static_cast<std::int64_t>(begins.size()));
}

Checksum CsrWriter::close() {
  if (!data_) make_arrays<float, std::int32_t>(0, 0);
  indptr_->append(&nnz_, 1);
  for (ArrayWriter* array : {&*data_, &*indices_, &*indptr_}) array->close();
  return {data_->checksum(), indices_->checksum(), indptr_->checksum()};
}

template void CsrWriter::append(const HostBatch<float, std::int32_t>&, bool);
template void CsrWriter::append(const HostBatch<float, std::int64_t>&, bool);
template void CsrWriter::append(const HostBatch<double, std::int32_t>&, bool);
template void CsrWriter::append(const HostBatch<double, std::int64_t>&, bool);

}  // namespace SparseConv::io::hdf5
