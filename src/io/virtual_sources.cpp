#include <algorithm>
#include <filesystem>
#include <functional>
#include <io/open.hpp>
#include <io/storage.hpp>
#include <io/virtual_sources.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

std::vector<hsize_t> extent_of(hid_t space, const std::string& where) {
  const int rank = SPARSECONV_HDF5(H5Sget_simple_extent_ndims(space), input, where);
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
  SPARSECONV_HDF5(H5Sget_simple_extent_dims(space, extent.data(), nullptr), input, where);
  return extent;
}

/// The file of a source, which is named relative to the folder of the file that names it; `%%` in
/// the name stands for `%`.
Handle open_source_file(hid_t dataset, std::string name, const std::string& where) {
  if (name == ".") return SPARSECONV_HDF5(H5Iget_file_id(dataset), input, where);
  for (std::size_t at = name.find("%%"); at != std::string::npos; at = name.find("%%", at + 1))
    name.erase(at, 1);
  const std::filesystem::path master = file_name(dataset, where);
  return open_file((master.parent_path() / name).string());
}

/// Whether a source has all elements that were selected from the extent which it once had.
bool has_selection(hid_t source, hid_t selection, hssize_t n_selected, const std::string& where) {
  const Handle space = SPARSECONV_HDF5(H5Dget_space(source), input, where);
  if (H5Sget_select_type(selection) == H5S_SEL_ALL)
    return H5Sget_simple_extent_npoints(space) == n_selected;
  const std::vector<hsize_t> extent = extent_of(space, where);
  std::vector<hsize_t> first(extent_of(selection, where).size()), last(first.size());
  SPARSECONV_HDF5(H5Sget_select_bounds(selection, first.data(), last.data()), input, where);
  return std::equal(last.begin(), last.end(), extent.begin(), extent.end(), std::less<>());
}

/// Checks a source of which `n_selected` elements are used.
void check_source(hid_t dataset, hid_t properties, std::size_t i, hssize_t n_selected,
                  const std::string& where) {
  const std::string file_name = text_from(
      [&](char* text, std::size_t size) {
        return H5Pget_virtual_filename(properties, i, text, size);
      },
      where);
  const std::string name = text_from(
      [&](char* text, std::size_t size) {
        return H5Pget_virtual_dsetname(properties, i, text, size);
      },
      where);
  const Handle file = open_source_file(dataset, file_name, where);
  const std::string source_where = where + ": source " + file_name + ":" + name;
  const Handle source = open_dataset(file, source_where, name);
  const Handle source_properties =
      SPARSECONV_HDF5(H5Dget_create_plist(source), input, source_where);
  SPARSECONV_THROW_IF(H5Pget_layout(source_properties) == H5D_VIRTUAL, input,
                      source_where + ": is a virtual dataset itself, which is not supported");
  const Handle selection =
      SPARSECONV_HDF5(H5Pget_virtual_srcspace(properties, i), input, source_where);
  SPARSECONV_THROW_IF(!has_selection(source, selection, n_selected, source_where), input,
                      source_where + ": is smaller than the virtual dataset needs");
  check_storage(source, source_where);
}

}  // namespace

void check_virtual_sources(hid_t dataset, hid_t properties, const std::string& where) {
  std::size_t n = 0;
  SPARSECONV_HDF5(H5Pget_virtual_count(properties, &n), input, where);
  hssize_t covered = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Handle part = SPARSECONV_HDF5(H5Pget_virtual_vspace(properties, i), input, where);
    const hssize_t n_selected = SPARSECONV_HDF5(H5Sget_select_npoints(part), input, where);
    check_source(dataset, properties, i, n_selected, where);
    covered += n_selected;
  }
  const Handle space = SPARSECONV_HDF5(H5Dget_space(dataset), input, where);
  SPARSECONV_THROW_IF(covered != H5Sget_simple_extent_npoints(space), input,
                      where + ": the sources of the virtual dataset do not cover it");
}

}  // namespace SparseConv::io::hdf5
