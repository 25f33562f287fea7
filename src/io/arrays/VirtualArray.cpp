#include <algorithm>
#include <io/arrays/VirtualArray.hpp>
#include <io/hdf5/linked_files.hpp>
#include <io/hdf5/open.hpp>
#include <io/hdf5/virtual_names.hpp>
#include <iterator>
#include <utility>

namespace SparseConv::io::hdf5 {
namespace {

/// A run of elements.
struct Selected {
  std::int64_t first, n;
};

bool is_everything(hid_t selection) { return H5Sget_select_type(selection) == H5S_SEL_ALL; }

/// The run of elements that is selected. A selection of everything has `all` elements.
Selected selected_by(hid_t selection, std::int64_t all, const std::string& where) {
  if (is_everything(selection)) return {0, all};
  const hssize_t n = H5Sget_select_npoints(selection);  // negative if there is no limit
  if (n == 0) return {0, 0};
  hsize_t first = 0, last = 0;
  const bool in_line = n > 0 && H5Sget_simple_extent_ndims(selection) == 1 &&
                       H5Sget_select_bounds(selection, &first, &last) >= 0 &&
                       last - first + 1 == static_cast<hsize_t>(n);
  SPARSECONV_THROW_IF(!in_line, input,
                      where +
                          ": is not a run of elements of a dataset with one dimension, which "
                          "is not supported: copy the virtual dataset into a plain one");
  return {static_cast<std::int64_t>(first), static_cast<std::int64_t>(n)};
}

/// Path of a source's file; `.` is the file of the virtual dataset.
std::string path_of_source(const std::string& name, const std::string& from) {
  return name == "." ? from : find_linked_file("HDF5_VDS_PREFIX", from, from_pattern(name));
}

/// The group in a path to a dataset, and the name in that group.
std::pair<std::string, std::string> split_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0) return {"/", path.substr(slash + 1)};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

VirtualArray::VirtualArray(RawArray array) : array_(std::move(array)) {
  const std::string& where = array_.where();
  const Handle properties = SPARSECONV_HDF5(H5Dget_create_plist(array_.dataset()), input, where);
  std::size_t n = 0;
  SPARSECONV_HDF5(H5Pget_virtual_count(properties, &n), input, where);
  for (std::size_t i = 0; i < n; ++i) sources_.push_back(source(properties, i));
  std::sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
    return std::pair(a.first, a.n) < std::pair(b.first, b.n);
  });
  check_sources();
}

void VirtualArray::check_sources() const {
  std::int64_t covered = 0;
  bool in_sequence = true;
  for (const Source& source : sources_) {
    check_source(source);
    in_sequence = in_sequence && source.first == covered && source.n <= array_.length() - covered;
    if (in_sequence) covered += source.n;
  }
  SPARSECONV_THROW_IF(
      !in_sequence || covered != array_.length(), input,
      array_.where() + ": the sources of the virtual dataset do not cover it, or overlap");
}

VirtualArray::Source VirtualArray::source(hid_t properties, std::size_t i) const {
  const std::string& where = array_.where();
  const auto text = [&](auto get) {
    return text_from(
        [&](char* buffer, std::size_t size) { return get(properties, i, buffer, size); }, where);
  };
  const std::string file = text(H5Pget_virtual_filename);
  const std::string dataset = from_pattern(text(H5Pget_virtual_dsetname));
  const std::string source_where = where + ": source " + file + ":" + dataset;
  const Handle here = SPARSECONV_HDF5(H5Pget_virtual_vspace(properties, i), input, where);
  const Handle there = SPARSECONV_HDF5(H5Pget_virtual_srcspace(properties, i), input, where);
  const Selected own = selected_by(here, array_.length(), source_where);
  const Selected others = selected_by(there, own.n, source_where);
  return {own.first, own.n,        path_of_source(file, file_name(array_.dataset(), where)),
          dataset,   others.first, is_everything(there)};
}

VerifiedArray VirtualArray::open(const Source& source) const {
  const std::string where = array_.where() + ": source " + source.file + ":" + source.dataset;
  const Handle file = open_file(source.file);
  const auto [group_name, name] = split_name(source.dataset);
  std::vector<std::string> files;
  const Handle group = open_group(file, group_name, where, &files);
  RawArray raw(open_dataset(group, name, where, &files), where);
  VerifiedArray verified(std::move(raw), group,
                         array_.where() + ": source " + source.file + ":" + group_name, name,
                         files);
  const bool linked = std::any_of(files.begin(), files.end(),
                                  [&](const std::string& each) { return each != source.file; });
  SPARSECONV_THROW_IF(linked, input,
                      where + ": is behind an external link, which is not supported");
  return verified;
}

void VirtualArray::check_source(const Source& source) const {
  const VerifiedArray opened = open(source);
  const auto length = static_cast<std::uint64_t>(opened.raw().length());
  const std::uint64_t end =
      static_cast<std::uint64_t>(source.first_there) + static_cast<std::uint64_t>(source.n);
  SPARSECONV_THROW_IF(length < end || (source.whole && length != end), input,
                      opened.raw().where() + ": has " + std::to_string(length) +
                          " elements, but the virtual dataset was made for " + std::to_string(end));
}

std::vector<std::string> VirtualArray::files() const {
  std::vector<std::string> files;
  for (const Source& source : sources_) files.push_back(source.file);
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

void VirtualArray::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  const std::int64_t last = first + n;
  const std::size_t size = H5Tget_size(type);
  auto* next = static_cast<unsigned char*>(numbers);
  auto source =
      std::upper_bound(sources_.begin(), sources_.end(), first,
                       [](std::int64_t at, const Source& s) { return at < s.first + s.n; });
  for (; first < last; ++source) {
    if (open_source_ != &*source) {
      open_source_ = nullptr;
      open_array_ = std::make_unique<VerifiedArray>(open(*source));
      open_source_ = &*source;
    }
    const std::int64_t stop = std::min(last, source->first + source->n);
    open_array_->read_as(type, first - source->first + source->first_there, stop - first, next);
    next += static_cast<std::size_t>(stop - first) * size;
    first = stop;
  }
}

}  // namespace SparseConv::io::hdf5
