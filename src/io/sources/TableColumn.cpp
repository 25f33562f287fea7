#include <algorithm>
#include <io/chunks/stored_chunks.hpp>
#include <io/hdf5/extents.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/sources/TableColumn.hpp>

namespace SparseConv::io {

using hdf5::Handle;

TableColumn::TableColumn(hid_t table, const std::string& where, const char* name)
    : where_(where + "[" + name + "]"), name_(name), table_(table) {
  const Handle row = hdf5::type_of(table_, where_);
  const int number = SPARSECONV_HDF5(H5Tget_member_index(row, name_), input, where_);
  type_ = SPARSECONV_HDF5(H5Tget_member_type(row, static_cast<unsigned>(number)), input, where_);
  length_ = hdf5::length_of(table_, where);
  chunks_ = hdf5::chunk_limits(table_, where_);
}

void TableColumn::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  const auto start = static_cast<hsize_t>(first), count = static_cast<hsize_t>(n);
  const Handle row = SPARSECONV_HDF5(H5Tcreate(H5T_COMPOUND, H5Tget_size(type)), input, where_);
  SPARSECONV_HDF5(H5Tinsert(row, name_, 0, type), input, where_);
  hdf5::read_box(table_, row, {{start}, {count}}, numbers, where_, chunks_);
}

void TableColumn::check_whole() const { hdf5::check_type_of_indices(type_, where_); }

void TableColumn::check_numbers() const { hdf5::check_type_of_numbers(type_, where_); }

bool has_columns(hid_t dataset, std::initializer_list<const char*> names) {
  const Handle row = H5Dget_type(dataset);
  return H5Tget_class(row) == H5T_COMPOUND &&
         std::all_of(names.begin(), names.end(),
                     [&row](const char* name) { return H5Tget_member_index(row, name) >= 0; });
}

}  // namespace SparseConv::io
