#include <algorithm>
#include <filesystem>
#include <io/CsrWriter.hpp>
#include <io/arrays/ArrayReader.hpp>
#include <io/checksum.hpp>
#include <io/chunks/crc32.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/csr_group.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/hdf5/virtual_names.hpp>
#include <job/assemble/Merger.hpp>
#include <job/pieces.hpp>
#include <utility>

namespace SparseConv::job {

using namespace io::hdf5;

namespace {

/// The name of a file relative to a folder.
std::string name_of_source(const std::string& file, const std::filesystem::path& folder) {
  return to_pattern(std::filesystem::path(file).lexically_relative(folder).string());
}

}  // namespace

Merger::Merger(io::OutputFile& file, const std::string& group, ImageShape image_shape,
               const std::map<std::string, std::string>& attributes,
               const io::Compression& compression)
    : file_(file),
      group_name_(group),
      where_(file.place().where(group)),
      n_pixels_(image_shape.size()),
      group_(file.make_group(group, image_shape, attributes)),
      compression_(compression) {}

void Merger::add(const std::vector<ShardBatch>& batches) {
  ArrayWriter indptr(group_, where_, "indptr", type_in_memory<std::int64_t>(), most_images,
                     {compression_});
  const auto folder = std::filesystem::path(file_.place().file).parent_path();
  for (const ShardBatch& batch : batches) {
    const io::BatchReader reader(batch.file + ":" + group_name_);
    SPARSECONV_THROW_IF(reader.info().n_pixels != n_pixels_, input,
                        batch.file + ": its images have " + std::to_string(reader.info().n_pixels) +
                            " pixels, not " + std::to_string(n_pixels_));
    append_offsets(batch, reader, indptr);
    sources_.push_back({batch, name_of_source(batch.file, folder), reader.info().nnz});
    nnz_ += reader.info().nnz;
  }
  indptr.append(&nnz_, 1);
  close("indptr", indptr);
}

/// Appends the begins of a batch's images, and verifies all of its offsets. The end of the last
/// image is that of the file.
void Merger::append_offsets(const ShardBatch& batch, const io::BatchReader& reader,
                            ArrayWriter& indptr) {
  const std::int64_t n = reader.info().n_images;
  std::uint32_t sum = 0;
  for (std::int64_t first = 0; first <= n; first += most_images) {
    const std::int64_t last = std::min(first + most_images, n + 1);
    std::vector<std::int64_t> begins = reader.offsets(first, last - 1);
    sum = crc32(sum, begins.data(), begins.size() * sizeof(begins[0]));
    if (last > n) begins.pop_back();
    if (first == 0 && batch.continues) begins.erase(begins.begin());
    append_begins(indptr, std::move(begins), nnz_);
  }
  SPARSECONV_THROW_IF(sum != batch.checksum.indptr, system,
                      reader.info().file + ":" + group_name_ +
                          "/indptr: is not what was written: try again, or elsewhere");
  n_images_ += n - (batch.continues ? 1 : 0);
}

void Merger::close(const char* name, ArrayWriter& array) {
  array.close();
  written_.push_back({name, array.checksum()});
}

void Merger::link(const char* name, hid_t type) const {
  const std::string message = where_ + "/" + name + ": cannot be made";
  const Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_DATASET_CREATE), system, message);
  const auto length = static_cast<hsize_t>(nnz_);
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &length, nullptr), system, message);
  hsize_t first = 0;
  for (const Source& source : sources_) {
    const auto count = static_cast<hsize_t>(source.nnz);
    if (count == 0) continue;
    const Handle all = SPARSECONV_HDF5(H5Screate_simple(1, &count, nullptr), system, message);
    SPARSECONV_HDF5(H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr),
                    system, message);
    SPARSECONV_HDF5(H5Pset_virtual(properties, space, source.name.c_str(),
                                   to_pattern("/" + group_name_ + "/" + name).c_str(), all),
                    system, message);
    first += count;
  }
  Handle dataset = make_array(name, type, properties);
  SPARSECONV_HDF5(dataset.close(), system, message);
}

void Merger::copy(const char* name, hid_t type, const std::function<void()>& before_copy) {
  ArrayWriter copies(group_, where_, name, type, nnz_, {compression_});
  for (const Source& source : sources_) {
    const ArrayReader array = open_array(source.batch.file, group_name_, name);
    const Handle stored_type = type_of(array.dataset(), array.where());
    array.for_each_piece(0, array.length(), [&](const void* numbers, std::size_t n) {
      before_copy();
      copies.append(stored_type, numbers, n);
    });
  }
  SPARSECONV_THROW_IF(copies.checksum() != checksum_of(name, type), system,
                      where_ + "/" + name +
                          ": its shards do not hold what was written into them: try again, or "
                          "elsewhere");
  close(name, copies);
}

/// The CRC-32 that `data` or `indices` of all batches have together, by that of each.
std::uint32_t Merger::checksum_of(const std::string& name, hid_t type) const {
  const auto checksum = name == "data" ? &io::Checksum::data : &io::Checksum::indices;
  std::uint32_t sum = 0;
  const auto size = static_cast<std::int64_t>(H5Tget_size(type));
  for (const Source& source : sources_)
    sum = combine_crc32(sum, source.batch.checksum.*checksum, source.nnz * size);
  return sum;
}

void Merger::make_room(const char* name, hid_t type) const {
  const std::string message = where_ + "/" + name + ": cannot be made";
  const Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_DATASET_CREATE), system, message);
  SPARSECONV_HDF5(H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY), system, message);
  SPARSECONV_HDF5(H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER), system, message);
  Handle dataset = make_array(name, type, properties);
  write_number(dataset, where_ + "/" + name, checksum_name, checksum_of(name, type));
  SPARSECONV_HDF5(dataset.close(), system, message);
}

/// Makes an array of as many elements as there are entries.
Handle Merger::make_array(const char* name, hid_t type, hid_t properties) const {
  const std::string message = where_ + "/" + name + ": cannot be made";
  const auto length = static_cast<hsize_t>(nnz_);
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &length, nullptr), system, message);
  return SPARSECONV_HDF5(
      H5Dcreate2(group_, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT), system, message);
}

void Merger::check() const {
  check_written(file_.place().file, [this] {
    const io::BatchReader check(file_.name() + ":" + group_name_);  // opens linked shards once more
    return std::all_of(written_.begin(), written_.end(), [this](const Written& array) {
      return open_array(file_.name(), group_name_, array.name.c_str()).checksum() == array.checksum;
    });
  });
}

}  // namespace SparseConv::job
