#include <algorithm>
#include <io/chunks/deflate.hpp>
#include <io/chunks/fletcher32.hpp>
#include <io/chunks/storage.hpp>
#include <io/chunks/stored_chunks.hpp>
#include <memory>
#include <new>

namespace SparseConv::io::hdf5 {
namespace {

constexpr std::size_t checksum_size = sizeof(Fletcher32);

bool has(const std::vector<StoredFilter>& filters, H5Z_filter_t id) {
  return std::any_of(filters.begin(), filters.end(),
                     [id](const StoredFilter& filter) { return filter.id == id; });
}

/// Bytes of the chunk that begins with an element, as it is stored. \return 0 if it is not found
hsize_t stored_size(hid_t dataset, const std::vector<hsize_t>& first) {
  hsize_t size = 0;
  return H5Dget_chunk_storage_size(dataset, first.data(), &size) < 0 ? 0 : size;
}

/// An element in messages, such as `3, 0`.
std::string text_of(const std::vector<hsize_t>& element) {
  std::string text;
  for (const hsize_t index : element) text += (text.empty() ? "" : ", ") + std::to_string(index);
  return text;
}

/// Bytes of the chunk that begins with an element. Throws unless HDF5 can read it.
hsize_t checked_size(hid_t dataset, const std::vector<hsize_t>& first, const ChunkLimits& chunks,
                     const std::string& where) {
  const auto chunk = [&] { return where + ": the chunk of element " + text_of(first); };
  const hsize_t size = stored_size(dataset, first);
  SPARSECONV_THROW_IF(size == 0, input, chunk() + " is missing: the file is damaged");
  SPARSECONV_THROW_IF(
      size < chunks.least || size > chunks.most, input,
      chunk() + " is said to have " + std::to_string(size) + " bytes: the file is damaged");
  return size;
}

/// Moves the first element of a chunk to the next chunk that a box reaches, row after row.
/// \return whether there is one
bool to_next_chunk(std::vector<hsize_t>& first, const std::vector<hsize_t>& extents,
                   const Box& box) {
  for (std::size_t i = first.size(); i-- > 0;) {
    first[i] += extents[i];
    if (first[i] < box.start[i] + box.count[i]) return true;
    first[i] = box.start[i] - box.start[i] % extents[i];
  }
  return false;
}

/// Whether chunks are compressed by gzip, and by nothing else.
bool is_gzip(const std::vector<StoredFilter>& filters) {
  return has(filters, H5Z_FILTER_DEFLATE) &&
         std::all_of(filters.begin(), filters.end(), [](const StoredFilter& filter) {
           return filter.id == H5Z_FILTER_DEFLATE || keep_size({filter});
         });
}

/// Room for bytes, or none if there is no memory.
struct Bytes {
  explicit Bytes(std::size_t size) : n(size), start(new (std::nothrow) unsigned char[size]) {}

  std::size_t n;
  std::unique_ptr<unsigned char[]> start;
};

/// The first chunk as it is stored. It has no bytes if it cannot be read, or if a filter was left
/// out.
Bytes read_first_chunk(hid_t dataset, std::size_t rank, const std::string& where) {
  const std::vector<hsize_t> first(rank, 0);
  Bytes bytes(checked_size(dataset, first, chunk_limits(dataset, where), where));
  std::uint32_t skipped = 0;
  const bool read = bytes.start && read_stored_chunk(dataset, first.data(), bytes.n,
                                                     bytes.start.get(), skipped) >= 0;
  if (!read || skipped != 0) bytes.n = 0;
  return bytes;
}

}  // namespace

herr_t read_stored_chunk(hid_t dataset, const hsize_t* first, std::size_t size, void* bytes,
                         std::uint32_t& skipped) {
#if H5_VERSION_GE(2, 0, 0)
  return H5Dread_chunk2(dataset, H5P_DEFAULT, first, &skipped, bytes, &size);
#else
  static_cast<void>(size);
  return H5Dread_chunk(dataset, H5P_DEFAULT, first, &skipped, bytes);
#endif
}

ChunkLimits chunk_limits(hid_t dataset, const std::string& where) {
  const std::vector<std::int64_t> extents = chunk_extents(dataset, where);
  if (extents.empty()) return {};
  ChunkLimits chunks{{extents.begin(), extents.end()}, 1, size_of_file(dataset, where)};
  const std::vector<StoredFilter> filters = filters_of(dataset, where);
  const hsize_t added = has(filters, H5Z_FILTER_FLETCHER32) ? checksum_size : 0;
  const Handle type = SPARSECONV_HDF5(H5Dget_type(dataset), input, where);
  const H5T_class_t kind = H5Tget_class(type);
  if ((kind == H5T_INTEGER || kind == H5T_FLOAT) && keep_size(filters)) {
    chunks.least = static_cast<hsize_t>(bytes_of_chunk(extents, type));
    chunks.most = chunks.least + added;
  } else {
    chunks.least = std::max(chunks.least, added);
  }
  return chunks;
}

void check_chunks(hid_t dataset, const Box& box, const std::string& where,
                  const ChunkLimits& chunks) {
  if (chunks.extents.empty()) return;
  std::vector<hsize_t> first = box.start;
  for (std::size_t i = 0; i < first.size(); ++i) first[i] -= first[i] % chunks.extents[i];
  do checked_size(dataset, first, chunks, where);
  while (to_next_chunk(first, chunks.extents, box));
}

void check_expansion(hid_t dataset, const std::string& where) {
  const std::vector<std::int64_t> extents = chunk_extents(dataset, where);
  const std::vector<StoredFilter> filters = filters_of(dataset, where);
  if (extents.size() < 2 || !is_gzip(filters)) return;
  const Bytes stored = read_first_chunk(dataset, extents.size(), where);
  const Handle type = SPARSECONV_HDF5(H5Dget_type(dataset), input, where);
  const auto n = static_cast<std::size_t>(bytes_of_chunk(extents, type));
  const std::size_t inside = filters.front().id == H5Z_FILTER_FLETCHER32 ? checksum_size : 0;
  const std::size_t outside = filters.back().id == H5Z_FILTER_FLETCHER32 ? checksum_size : 0;
  const Bytes elements(n + inside);
  if (!elements.start || stored.n <= outside) return;  // HDF5 can tell why, when it reads them
  SPARSECONV_THROW_IF(
      !inflate(stored.start.get(), stored.n - outside, elements.start.get(), elements.n), input,
      where + ": its first chunk does not expand to " + std::to_string(n) +
          " bytes, which its elements have: the file is damaged");
}

}  // namespace SparseConv::io::hdf5
