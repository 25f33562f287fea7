#include <algorithm>
#include <batch/saturate.hpp>
#include <cstdio>
#include <io/chunks/lzf_filter.hpp>
#include <io/chunks/storage.hpp>
#include <io/chunks/stored_chunks.hpp>
#include <io/files/files_page.hpp>
#include <io/files/printable.hpp>
#include <io/hdf5/extents.hpp>
#include <numeric>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

/// Bytes of all elements. It is a floating-point number, since a file may claim any extent.
double bytes_of_elements(hid_t dataset, const std::string& where) {
  const Handle space = SPARSECONV_HDF5(H5Dget_space(dataset), input, where);
  const Handle type = SPARSECONV_HDF5(H5Dget_type(dataset), input, where);
  const hssize_t n = SPARSECONV_HDF5(H5Sget_simple_extent_npoints(space), input, where);
  return static_cast<double>(n) * static_cast<double>(H5Tget_size(type));
}

/// Bytes that are stored, but no more than the file has.
double bytes_in_file(hid_t dataset, const std::string& where) {
  return static_cast<double>(
      std::min<hsize_t>(H5Dget_storage_size(dataset), size_of_file(dataset, where)));
}

/// The factor by which one filter can expand a stored chunk.
double expansion_by(H5Z_filter_t filter) {
  if (filter == H5Z_FILTER_SHUFFLE || filter == H5Z_FILTER_FLETCHER32) return 1;
  if (filter == lzf_filter) return lzf_expansion;
  return filter == H5Z_FILTER_DEFLATE ? 1100 : 65536;  // deflate's format allows 1032
}

/// Throws if HDF5 cannot undo a filter of chunks of so many bytes.
void check_filter(const StoredFilter& filter, double chunk_bytes, const std::string& where) {
  const bool is_lzf = filter.id == lzf_filter;
  const bool available = is_lzf ? provide_lzf() : H5Zfilter_avail(filter.id) > 0;
  const std::string more = is_lzf ? "build SparseConv with liblzf, or " : "";
  SPARSECONV_THROW_IF(!available, input,
                      where + ": is compressed with filter " + std::to_string(filter.id) + " '" +
                          printable(filter.name) + "', which this HDF5 does not have: " + more +
                          "set HDF5_PLUGIN_PATH to the folder with its plugin "
                          "(hdf5plugin.PLUGIN_PATH in Python), or store it with gzip" +
                          see_files_page);
  SPARSECONV_THROW_IF(is_lzf && (filter.n_values < 3 || filter.values[2] != chunk_bytes), input,
                      where + ": its filter is not for chunks of this size: the file is damaged");
}

/// The factor by which all filters of a dataset together can expand a stored chunk.
double largest_expansion(hid_t dataset, double chunk_bytes, const std::string& where) {
  double expansion = 1;
  for (const StoredFilter& filter : filters_of(dataset, where)) {
    check_filter(filter, chunk_bytes, where);
    expansion *= expansion_by(filter.id);
  }
  return expansion;
}

/// How many chunks cover the extent of a dataset, as a floating-point number, since a file may
/// claim any extent.
double number_of_chunks(hid_t dataset, const std::vector<std::int64_t>& chunk,
                        const std::string& where) {
  const std::vector<hsize_t> extent = extents_of(dataset, where);
  double number = 1;
  for (std::size_t i = 0; i < extent.size(); ++i) {
    const auto length = static_cast<hsize_t>(chunk[i]);
    number *= static_cast<double>(extent[i] / length + (extent[i] % length != 0));
  }
  return number;
}

/// A whole number in messages, of any size.
std::string text_of(double number) {
  constexpr int most_digits = 310;
  char text[most_digits + 1] = "";
  std::snprintf(text, sizeof text, "%.0f", number);
  return text;
}

/// Throws for a dataset of which nothing was written: HDF5 gives room to elements when they are.
void refuse_unwritten(bool written, const std::string& where) {
  SPARSECONV_THROW_IF(!written, input,
                      where +
                          ": was made, but nothing was ever written to it: write all of it, "
                          "zeros too");
}

void check_all_chunks_written(hid_t dataset, double expected, const std::string& where) {
  const Handle space = SPARSECONV_HDF5(H5Dget_space(dataset), input, where);
  hsize_t written = 0;
  SPARSECONV_HDF5(H5Dget_num_chunks(dataset, space, &written), input,
                  where + ": its chunks cannot be counted, it is damaged");
  refuse_unwritten(written > 0 || expected == 0, where);
  const std::string numbers =
      std::to_string(written) + " of " + text_of(expected) + " chunks were ever written";
  SPARSECONV_THROW_IF(static_cast<double>(written) < expected, input,
                      where + ": only " + numbers +
                          ": the file is incomplete; if it is not, write the others too" +
                          see_files_page);
  SPARSECONV_THROW_IF(static_cast<double>(written) > expected, input,
                      where + ": " + numbers + ": the file is damaged");
}

/// Throws if a dataset claims more bytes than the bytes in the file can expand to.
void check_size(double claimed, double possible, const std::string& where) {
  SPARSECONV_THROW_IF(claimed > possible, input,
                      where + ": is said to have " + text_of(claimed) +
                          " bytes, but the file holds at most " + text_of(possible) +
                          " of them: it is incomplete or damaged");
}

}  // namespace

hsize_t size_of_file(hid_t dataset, const std::string& where) {
  const Handle file = SPARSECONV_HDF5(H5Iget_file_id(dataset), input, where);
  hsize_t size = 0;
  SPARSECONV_HDF5(H5Fget_filesize(file, &size), input, where);
  return size;
}

void check_storage(hid_t dataset, const std::string& where) {
  const Handle properties = SPARSECONV_HDF5(H5Dget_create_plist(dataset), input, where);
  const H5D_layout_t layout = SPARSECONV_HDF5(H5Pget_layout(properties), input, where);
  SPARSECONV_THROW_IF(layout == H5D_VIRTUAL, input,
                      where +
                          ": is a virtual dataset, which is not supported here: copy it into a "
                          "plain one" +
                          see_files_page);
  if (layout == H5D_CHUNKED) {
    const std::vector<std::int64_t> chunk = chunk_extents(dataset, where);
    const double chunks = number_of_chunks(dataset, chunk, where);
    check_all_chunks_written(dataset, chunks, where);
    const Handle type = SPARSECONV_HDF5(H5Dget_type(dataset), input, where);
    const auto bytes = static_cast<double>(bytes_of_chunk(chunk, type));
    const double expansion = largest_expansion(dataset, bytes, where);
    check_size(chunks * bytes, bytes_in_file(dataset, where) * expansion, where);
    return check_expansion(dataset, where);
  }
  SPARSECONV_THROW_IF(SPARSECONV_HDF5(H5Pget_external_count(properties), input, where) > 0, input,
                      where + ": is stored in another file: copy it into this one");
  const double claimed = bytes_of_elements(dataset, where), stored = bytes_in_file(dataset, where);
  refuse_unwritten(stored > 0 || claimed == 0, where);
  check_size(claimed, stored, where);
}

std::vector<std::int64_t> chunk_extents(hid_t dataset, const std::string& where) {
  const Handle properties = SPARSECONV_HDF5(H5Dget_create_plist(dataset), input, where);
  if (SPARSECONV_HDF5(H5Pget_layout(properties), input, where) != H5D_CHUNKED) return {};
  std::vector<hsize_t> chunk = extents_of(dataset, where);  // of as many dimensions
  const auto rank = static_cast<int>(chunk.size());
  const int chunk_rank =
      SPARSECONV_HDF5(H5Pget_chunk(properties, rank, chunk.data()), input, where);
  SPARSECONV_THROW_IF(chunk_rank != rank, input,
                      where + ": its chunks have another rank: the file is damaged");
  return {chunk.begin(), chunk.end()};
}

std::int64_t bytes_of_chunk(const std::vector<std::int64_t>& extents, hid_t type) {
  if (extents.empty()) return 0;
  const auto bytes = static_cast<std::int64_t>(H5Tget_size(type));
  return std::accumulate(extents.begin(), extents.end(), bytes, Impl::saturating_product);
}

std::vector<StoredFilter> filters_of(hid_t dataset, const std::string& where) {
  const Handle properties = SPARSECONV_HDF5(H5Dget_create_plist(dataset), input, where);
  std::vector<StoredFilter> filters;
  const int n = SPARSECONV_HDF5(H5Pget_nfilters(properties), input, where);
  for (unsigned i = 0; i < static_cast<unsigned>(n); ++i) {
    StoredFilter filter;
    unsigned flags = 0;
    filter.id =
        SPARSECONV_HDF5(H5Pget_filter2(properties, i, &flags, &filter.n_values, filter.values,
                                       sizeof(filter.name) - 1, filter.name, nullptr),
                        input, where);
    filters.push_back(filter);
  }
  return filters;
}

bool keep_size(const std::vector<StoredFilter>& filters) {
  return std::all_of(filters.begin(), filters.end(),
                     [](const StoredFilter& filter) { return expansion_by(filter.id) == 1; });
}

std::int64_t compressed_chunk_bytes(hid_t dataset, const std::string& where) {
  const std::vector<StoredFilter> filters = filters_of(dataset, where);
  if (filters.empty()) return 0;
  const Handle type = SPARSECONV_HDF5(H5Dget_type(dataset), input, where);
  const std::int64_t bytes = bytes_of_chunk(chunk_extents(dataset, where), type);
  return !keep_size(filters) || bytes > small_chunk ? bytes : 0;
}

}  // namespace SparseConv::io::hdf5
