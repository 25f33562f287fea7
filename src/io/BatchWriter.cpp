#include <SparseConv/Error.hpp>
#include <SparseConv/io/BatchWriter.hpp>
#include <SparseConv/io/paths.hpp>
#include <io/ArrayWriter.hpp>
#include <io/PartialFile.hpp>
#include <io/attributes.hpp>
#include <io/checksum.hpp>
#include <io/csr_group.hpp>
#include <io/output_file.hpp>
#include <optional>
#include <vector>

namespace SparseConv::io {
namespace {

using hdf5::ArrayWriter;
using hdf5::Handle;
using std::to_string;

/// Whether the row map starts at 0 and ends at the number of entries, which is that of values.
template <class Batch>
bool has_consistent_ends(const Batch& batch) {
  const auto& row_map = batch.graph.row_map;
  const std::int64_t n = batch.numRows(), nnz = batch.nnz();
  const bool ends = n == 0 ? nnz == 0 : row_map(0) == 0 && row_map(n) == nnz;
  return ends && batch.values.extent(0) == batch.graph.entries.extent(0);
}

}  // namespace

struct BatchWriter::Impl {
  Impl(const Path& path, ImageShape shape, Purpose for_what)
      : partial(path.file),
        group_name(path.object.empty() ? hdf5::default_group : path.object),
        where(path.file + ":" + group_name),
        image_shape(shape),
        purpose(for_what) {}
  ~Impl() {
    if (file >= 0) hdf5::discard_writes(file);
  }

  void create(const std::map<std::string, std::string>& attributes);
  template <class Scalar, class Ordinal>
  void append(const HostBatch<Scalar, Ordinal>& batch, bool continues);
  WrittenFile finish();

  template <class Scalar, class Ordinal>
  void create_arrays(std::int64_t likely_images, std::int64_t likely_nnz);
  void append_begins(const std::int64_t* row_map, std::int64_t n);
  Checksum close();

  PartialFile partial;  // declared first: it removes the file after HDF5 has closed it
  std::string group_name, where;
  ImageShape image_shape;
  Purpose purpose;
  Handle file, group;
  std::optional<ArrayWriter> data, indices, indptr;
  std::int64_t n_images = 0, nnz = 0;
};

void BatchWriter::Impl::create(const std::map<std::string, std::string>& attributes) {
  file = hdf5::create_file(partial.name(), partial.final_name());
  group = hdf5::create_csr_group(file, where, group_name, image_shape, attributes);
}

template <class Scalar, class Ordinal>
void BatchWriter::Impl::create_arrays(std::int64_t likely_images, std::int64_t likely_nnz) {
  const auto type = [](auto number) { return hdf5::type_in_memory<decltype(number)>(); };
  data.emplace(group, where, "data", type(Scalar()), likely_nnz, purpose);
  indices.emplace(group, where, "indices", type(Ordinal()), likely_nnz, purpose);
  indptr.emplace(group, where, "indptr", type(nnz), likely_images + 1, purpose);
}

template <class Scalar, class Ordinal>
void BatchWriter::Impl::append(const HostBatch<Scalar, Ordinal>& batch, bool continues) {
  SPARSECONV_THROW_IF(batch.numCols() != image_shape.size(), input,
                      where + ": images of " + to_string(batch.numCols()) +
                          " pixels cannot be appended to images of " + to_string(image_shape));
  SPARSECONV_THROW_IF(!has_consistent_ends(batch), input,
                      where + ": the row map of what is appended does not fit its " +
                          to_string(batch.nnz()) + " entries");
  SPARSECONV_THROW_IF(continues && (n_images == 0 || batch.numRows() == 0), input,
                      where + ": there is no image that could go on with what is appended");
  if (!data) create_arrays<Scalar, Ordinal>(batch.numRows(), batch.nnz());
  data->append(batch.values.data(), batch.nnz());
  indices->append(batch.graph.entries.data(), batch.nnz());
  const int begun = continues ? 1 : 0;
  append_begins(batch.graph.row_map.data() + begun, batch.numRows() - begun);
  nnz += batch.nnz();
}

/// Appends the begins of `n` images. The end of the last one is that of the file.
void BatchWriter::Impl::append_begins(const std::int64_t* row_map, std::int64_t n) {
  std::vector<std::int64_t> begins(row_map, row_map + n);
  for (std::int64_t& begin : begins) begin += nnz;
  indptr->append(begins.data(), n);
  n_images += n;
}

/// Brings all that is buffered into the file. \return the checksum of what was appended
Checksum BatchWriter::Impl::close() {
  indptr->append(&nnz, 1);
  hdf5::write_pair(group, where, "shape", {n_images, image_shape.size()});
  const std::string message = partial.final_name() + ": cannot be completed";
  SPARSECONV_HDF5(H5Fflush(file, H5F_SCOPE_LOCAL), system, message);
  for (ArrayWriter* array : {&*data, &*indices, &*indptr}) array->close();
  SPARSECONV_HDF5(group.close(), system, message);
  SPARSECONV_HDF5(file.close(), system, message);
  return {data->checksum(), indices->checksum(), indptr->checksum()};
}

WrittenFile BatchWriter::Impl::finish() {
  if (!data) create_arrays<float, std::int32_t>(0, 0);
  const Checksum checksum = close();
  if (purpose == Purpose::copying) return {partial.rename(), checksum};
  hdf5::check_written(partial.final_name(), [&] {
    return hdf5::read_checksum(partial.name(), group_name, where) == checksum;
  });
  return {partial.commit(), checksum};
}

BatchWriter::BatchWriter(const std::string& path, ImageShape image_shape,
                         const std::map<std::string, std::string>& attributes, Purpose purpose) {
  const hdf5::Quiet quiet;
  output_shape(image_shape, {1, 1}, Mode::same);  // throws for a shape that no image can have
  auto impl = std::make_unique<Impl>(split_path(path), image_shape, purpose);
  impl->create(attributes);
  impl_ = std::move(impl);
}

BatchWriter::~BatchWriter() {
  const hdf5::Quiet quiet;
  impl_.reset();
}

BatchWriter::BatchWriter(BatchWriter&&) noexcept = default;

BatchWriter& BatchWriter::operator=(BatchWriter&& other) noexcept {
  impl_.swap(other.impl_);
  return *this;
}

template <class Scalar, class Ordinal>
void BatchWriter::append(const HostBatch<Scalar, Ordinal>& batch, bool continues) {
  const hdf5::Quiet quiet;
  SPARSECONV_THROW_IF(!impl_, input,
                      "nothing can be appended to a file that is finished or failed");
  std::unique_ptr<Impl> impl = std::move(impl_);  // what fails is given up, and removed
  impl->append(batch, continues);
  impl_ = std::move(impl);
}

WrittenFile BatchWriter::finish() {
  const hdf5::Quiet quiet;
  SPARSECONV_THROW_IF(!impl_, input, "a file that is finished or failed cannot be finished again");
  return std::exchange(impl_, nullptr)->finish();
}

template void BatchWriter::append(const HostBatch<float, std::int32_t>&, bool);
template void BatchWriter::append(const HostBatch<float, std::int64_t>&, bool);
template void BatchWriter::append(const HostBatch<double, std::int32_t>&, bool);
template void BatchWriter::append(const HostBatch<double, std::int64_t>&, bool);

}  // namespace SparseConv::io
