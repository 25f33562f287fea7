#include <algorithm>
#include <cstdio>
#include <io/anndata.hpp>
#include <io/chunks/stored_chunks.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/contents.hpp>
#include <io/hdf5/create.hpp>
#include <io/hdf5/open.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

/// An axis of the matrix: its group, which names the images or the pixels.
struct Axis {
  const char* group;
  const char* of_what;
  std::int64_t length;
  bool is_fixed;  ///< whether a batch has to fit the axis that a file has
};

/// The axes of a batch in this group: `X` and the layers have both, what is in `obsm` has that of
/// the images. What is in `uns` fits any, but no file opens without the axis of the images.
std::vector<Axis> axes_of(const std::string& group, std::int64_t n_images, std::int64_t n_pixels) {
  const std::string around = prefixes(group).front();
  std::vector<Axis> axes{{"obs", "images", n_images, around != "uns"}};
  if (around != "uns" && around != "obsm") axes.push_back({"var", "pixels", n_pixels, true});
  return axes;
}

constexpr const char* index_name = "_index";

void set_encoding(hid_t object, const std::string& where, const char* type, const char* version) {
  if (has_attribute(object, where, "encoding-type")) return;
  write_text(object, where, "encoding-type", type);
  write_text(object, where, "encoding-version", version);
}

/// A text type of so many bytes, padded with zeros, which is small in a file.
Handle text_type(std::size_t length) {
  Handle type = SPARSECONV_HDF5(H5Tcopy(H5T_C_S1), system, "a type of texts");
  SPARSECONV_HDF5(H5Tset_size(type, length), system, "a type of texts");
  SPARSECONV_HDF5(H5Tset_strpad(type, H5T_STR_NULLPAD), system, "a type of texts");
  SPARSECONV_HDF5(H5Tset_cset(type, H5T_CSET_UTF8), system, "a type of texts");
  return type;
}

/// The dataset for the texts, in compressed chunks.
Handle make_texts(hid_t group, const std::string& message, hid_t type, hsize_t n) {
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &n, nullptr), system, message);
  const Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_DATASET_CREATE), system, message);
  const hsize_t chunk = std::clamp<hsize_t>(n, 1, 16384);
  SPARSECONV_HDF5(H5Pset_chunk(properties, 1, &chunk), system, message);
  SPARSECONV_HDF5(H5Pset_shuffle(properties), system, message);
  SPARSECONV_HDF5(H5Pset_deflate(properties, 4), system, message);
  SPARSECONV_HDF5(H5Pset_fletcher32(properties), system, message);
  return SPARSECONV_HDF5(
      H5Dcreate2(group, index_name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT), system,
      message);
}

/// The length of the texts `0`, `1` ... `n - 1`.
std::size_t length_of_texts(std::int64_t n) {
  return std::to_string(std::max<std::int64_t>(n - 1, 0)).size();
}

/// Calls `work(first, count, texts)` for pieces of the texts `0`, `1` ... `n - 1`, each text padded
/// to the length of all, until it returns false.
template <class Work>
void for_each_piece_of_texts(std::int64_t n, const Work& work) {
  constexpr std::int64_t piece = 65536;
  const auto length = static_cast<std::ptrdiff_t>(length_of_texts(n));
  for (std::int64_t first = 0; first < n; first += piece) {
    const std::int64_t count = std::min(piece, n - first);
    std::vector<char> texts(static_cast<std::size_t>(count * length), '\0');
    for (std::int64_t i = 0; i < count; ++i) {
      const std::string text = std::to_string(first + i);
      std::copy(text.begin(), text.end(), texts.begin() + i * length);
    }
    if (!work(static_cast<hsize_t>(first), static_cast<hsize_t>(count), texts)) return;
  }
}

/// Writes the texts `0`, `1` ... `n - 1`.
void write_numbers_as_texts(hid_t group, const std::string& where, std::int64_t n) {
  const std::string message = where + ": cannot be written";
  const Handle type = text_type(length_of_texts(n));
  const Handle dataset = make_texts(group, message, type, static_cast<hsize_t>(n));
  set_encoding(dataset, where, "string-array", "0.2.0");
  for_each_piece_of_texts(n, [&](hsize_t first, hsize_t count, const std::vector<char>& texts) {
    const auto [memory, stored] = select(dataset, {{first}, {count}}, message);
    SPARSECONV_HDF5(H5Dwrite(dataset, type, memory, stored, H5P_DEFAULT, texts.data()), system,
                    message);
    return true;
  });
}

/// Whether a dataset holds what write_numbers_as_texts() has written.
bool holds_numbers_as_texts(hid_t dataset, const std::string& where) {
  const Handle space = SPARSECONV_HDF5(H5Dget_space(dataset), input, where);
  const std::int64_t n = SPARSECONV_HDF5(H5Sget_simple_extent_npoints(space), input, where);
  const Handle type = text_type(length_of_texts(n));
  const Handle stored = SPARSECONV_HDF5(H5Dget_type(dataset), input, where);
  if (H5Tequal(type, stored) <= 0) return false;
  const ChunkLimits chunks = chunk_limits(dataset, where);
  bool same = true;
  for_each_piece_of_texts(n, [&](hsize_t first, hsize_t count, const std::vector<char>& texts) {
    std::vector<char> found(texts.size());
    read_box(dataset, type, {{first}, {count}}, found.data(), where, chunks);
    same = found == texts;
    return same;
  });
  return same;
}

/// Whether an object has no attributes but these.
bool has_only(hid_t object, const std::string& where, const std::vector<std::string>& attributes) {
  const std::vector<std::string> names = names_of_attributes(object, where);
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::find(attributes.begin(), attributes.end(), name) != attributes.end();
  });
}

/// Whether the group of an axis is as make_axis() makes it.
bool is_plain_axis(hid_t file, const std::string& name) {
  if (!is_group(file, name) || names_in_group(file, name) != std::vector<std::string>{index_name})
    return false;
  const std::string group_where = where_in(file, name), where = group_where + "/" + index_name;
  const Handle group = open_group(file, name, group_where);
  const Handle index = open_dataset(group, index_name, where);
  return has_only(group, group_where,
                  {"encoding-type", "encoding-version", index_name, "column-order"}) &&
         has_only(index, where, {"encoding-type", "encoding-version"}) &&
         holds_numbers_as_texts(index, where);
}

/// An attribute without elements, which a data frame without columns has.
void write_no_columns(hid_t group, const std::string& where) {
  const std::string message = where + ": attribute 'column-order' cannot be written";
  const hsize_t none = 0;
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &none, nullptr), system, message);
  const Handle attribute = SPARSECONV_HDF5(
      H5Acreate2(group, "column-order", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT), system,
      message);
}

void make_axis(hid_t file, const std::string& where, const Axis& axis) {
  const std::string group_where = where + ":" + axis.group;
  const Handle group = create_group(file, axis.group, group_where);
  set_encoding(group, group_where, "dataframe", "0.2.0");
  write_text(group, group_where, "_index", index_name);
  write_no_columns(group, group_where);
  write_numbers_as_texts(group, group_where + "/" + index_name, axis.length);
}

/// The dataset with an element for each image or pixel: the table that AnnData wrote before 0.7, or
/// the index of the data frame. An index with missing or repeated names is a group; its values or
/// codes are the dataset.
std::string dataset_of(hid_t file, const std::string& where, const Axis& axis) {
  const std::string name = axis.group;
  if (!is_group(file, name)) return name;
  const Handle group = open_group(file, name, where + ":" + name);
  const std::string index = name + "/" + read_text(group, where + ":" + name, "_index");
  for (const char* member : {"/values", "/codes"})
    if (is_group(file, index) && find_object(file, index + member) == Found::other)
      return index + member;
  return index;
}

/// The length of an axis that the file has.
std::int64_t length_of(hid_t file, const std::string& where, const Axis& axis) {
  const std::string name = dataset_of(file, where, axis), dataset_where = where + ":" + name;
  const Handle dataset = open_dataset(file, name, dataset_where);
  const Handle space = SPARSECONV_HDF5(H5Dget_space(dataset), input, dataset_where);
  return SPARSECONV_HDF5(H5Sget_simple_extent_npoints(space), input, dataset_where);
}

bool is_there(hid_t file, const Axis& axis) {
  return find_object(file, axis.group) != Found::nothing;
}

}  // namespace

bool is_place_in_anndata(const std::string& group) {
  const std::vector<std::string> around = prefixes(group);
  const std::string& first = around.front();
  if (around.size() == 1) return group == "X";
  return first == "uns" || (around.size() == 2 && (first == "layers" || first == "obsm"));
}

void check_anndata_frame(hid_t file, const std::string& where, const std::string& group,
                         std::int64_t n_images, std::int64_t n_pixels) {
  for (const Axis& axis : axes_of(group, n_images, n_pixels)) {
    if (!axis.is_fixed || !is_there(file, axis)) continue;
    const std::int64_t length = length_of(file, where, axis);
    SPARSECONV_THROW_IF(length != axis.length, input,
                        where + ": its '" + axis.group + "' is for " + std::to_string(length) +
                            " " + axis.of_what + ", but the result has " +
                            std::to_string(axis.length) +
                            ": name another file, or a group in 'uns', whose shape is free");
  }
}

void complete_anndata_frame(hid_t file, const std::string& where, const std::string& group,
                            std::int64_t n_images, std::int64_t n_pixels) {
  check_anndata_frame(file, where, group, n_images, n_pixels);
  for (const Axis& axis : axes_of(group, n_images, n_pixels)) {
    if (is_there(file, axis)) continue;
    set_encoding(open_group(file, "/", where), where, "anndata", "0.1.0");
    make_axis(file, where, axis);
  }
  for (const std::string& around : prefixes(group))
    if (around != group)
      set_encoding(open_group(file, around, where + ":" + around), where + ":" + around, "dict",
                   "0.1.0");
}

bool holds_only_anndata_frame(hid_t file, const std::string& group) {
  for (const std::string& name : names_in_group(file, "/"))
    if (name != group && !((name == "obs" || name == "var") && is_plain_axis(file, name)))
      return false;
  const std::vector<std::string> encoding{"encoding-type", "encoding-version"};
  const bool is_around = is_group(file, group) && find_object(file, group) != Found::batch;
  const auto has_only_encoding = [&](const std::string& name) {
    const std::string where = where_in(file, name);
    return has_only(open_group(file, name, where), where, encoding);
  };
  return has_only_encoding("/") && (!is_around || has_only_encoding(group));
}

}  // namespace SparseConv::io::hdf5
