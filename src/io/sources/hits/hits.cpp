#include <SparseConv/Error.hpp>
#include <io/arrays/ArrayReader.hpp>
#include <io/chunks/storage.hpp>
#include <io/files/files_page.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/hdf5/open.hpp>
#include <io/sources/TableColumn.hpp>
#include <io/sources/hits/ArrayHits.hpp>
#include <io/sources/hits/TextHits.hpp>
#include <io/sources/hits/hits.hpp>
#include <io/sources/hits/sort_hits.hpp>
#include <io/sources/matrix.hpp>
#include <utility>
#include <vector>

namespace SparseConv::io {
namespace {

using hdf5::has_link;

/// The columns of a list, and what else is known of it before it is read.
struct HitList {
  std::vector<std::unique_ptr<hdf5::NumberArray>> columns;
  hdf5::Handle weight_type;        ///< if there are weights
  std::vector<std::string> files;  ///< in which the columns are
};

bool is_weight(const char* name) { return name == hit_columns.back(); }

/// \param table stays open as long as the list is read
HitList open_table(hid_t table, const std::string& where) {
  hdf5::check_storage(table, where);
  HitList list;
  for (const char* name : hit_columns) {
    if (is_weight(name) && !has_columns(table, {name})) break;
    auto column = std::make_unique<TableColumn>(table, where, name);
    is_weight(name) ? column->check_numbers() : column->check_whole();
    if (is_weight(name)) list.weight_type = H5Tcopy(column->type());
    list.columns.push_back(std::move(column));
  }
  return list;
}

HitList open_arrays(hid_t group, const std::string& where) {
  HitList list;
  for (const char* name : hit_columns) {
    if (is_weight(name) && !has_link(group, name)) break;
    auto column = std::make_unique<hdf5::ArrayReader>(group, where, name);
    (is_weight(name) ? hdf5::check_numbers : hdf5::check_indices)(column->dataset(),
                                                                  column->where());
    if (is_weight(name)) list.weight_type = hdf5::type_of(column->dataset(), column->where());
    list.files.insert(list.files.end(), column->files().begin(), column->files().end());
    list.columns.push_back(std::move(column));
  }
  return list;
}

/// \param weight_type negative if there are no weights
BatchInfo describe(const std::string& file, hid_t weight_type) {
  BatchInfo info;
  info.file = file;
  info.layout = weight_type < 0 ? "list of hits: image, row, column"
                                : "list of hits: image, row, column, weight";
  describe_values(info, weight_type < 0 ? H5T_NATIVE_FLOAT : weight_type);
  return info;
}

/// Whether weights of a type are whole numbers, as they are if there are none and each counts 1.
bool is_whole(hid_t weight_type) {
  return weight_type < 0 || H5Tget_class(weight_type) != H5T_FLOAT;
}

}  // namespace

bool is_hit_table(hid_t dataset) { return has_columns(dataset, {"image", "row", "column"}); }

bool is_hit_group(hid_t group) {
  return has_link(group, "image") && has_link(group, "row") && has_link(group, "column");
}

std::unique_ptr<ImageSource> open_hits(const FoundObject& object, const ReadOptions& options) {
  const std::string where = object.where();
  const bool is_group = H5Iget_type(object.object) == H5I_GROUP;
  HitList list = is_group ? open_arrays(object.object, where) : open_table(object.object, where);
  std::vector<SourceFile> sources = object.sources(list.files);
  BatchInfo info = describe(object.file, list.weight_type);
  info.group = object.name;
  ArrayHits hits(std::move(list.columns), where);
  return sort_hits(hits, std::move(info), is_whole(list.weight_type), std::move(sources), options);
}

std::unique_ptr<ImageSource> open_hit_text(const std::string& path, const SourceFile& state,
                                           const ReadOptions& options) {
  SPARSECONV_THROW_IF(
      !options.image_shape, input,
      path +
          ": is not an HDF5 file but a text, which is read as a list of hits if the "
          "shape of the images is given (image_shape)" +
          see_files_page);
  TextHits hits(path);
  BatchInfo info = describe(path, hits.has_weights() ? H5T_NATIVE_DOUBLE : H5I_INVALID_HID);
  return sort_hits(hits, std::move(info), !hits.has_weights(), {state}, options);
}

}  // namespace SparseConv::io
