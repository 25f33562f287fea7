#ifndef SPARSECONV_IO_SOURCES_TABLECOLUMN_HPP
#define SPARSECONV_IO_SOURCES_TABLECOLUMN_HPP

#include <initializer_list>
#include <io/arrays/NumberArray.hpp>
#include <io/chunks/box.hpp>
#include <string>

namespace SparseConv::io {

/// Reads a column of a table, which is a dataset of one dimension whose elements have members.
class TableColumn : public hdf5::NumberArray {
 public:
  /// \param table stays open as long as the column is read
  /// \param where the table in messages
  /// \throws Error (input) if there is no such column
  TableColumn(hid_t table, const std::string& where, const char* name);

  const std::string& where() const override { return where_; }
  std::int64_t length() const override { return length_; }
  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const override;

  hid_t type() const { return type_; }  ///< of the elements as stored

  void check_whole() const;    ///< \throws Error (input) as check_type_of_indices() does
  void check_numbers() const;  ///< \throws Error (input) as check_type_of_numbers() does

 private:
  std::string where_;
  const char* name_;
  hid_t table_;
  hdf5::Handle type_;
  hdf5::ChunkLimits chunks_;
  std::int64_t length_ = 0;
};

/// Whether a dataset is a table that has columns of these names, and maybe others.
bool has_columns(hid_t dataset, std::initializer_list<const char*> names);

}  // namespace SparseConv::io

#endif
