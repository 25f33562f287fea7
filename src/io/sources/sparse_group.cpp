#include <SparseConv/Error.hpp>
#include <algorithm>
#include <array>
#include <io/arrays/ArrayReader.hpp>
#include <io/chunks/storage.hpp>
#include <io/files/printable.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/csr_group.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/hdf5/open.hpp>
#include <io/sources/CsrSource.hpp>
#include <io/sources/caiman.hpp>
#include <io/sources/matrix.hpp>
#include <io/sources/sparse_group.hpp>
#include <optional>

namespace SparseConv::io {
namespace {

using hdf5::ArrayReader;
using hdf5::has_link;
using std::to_string;

/// The names of the arrays beside `data`.
struct Names {
  const char* indices;
  const char* indptr;
};

/// MATLAB's attribute with the number of rows.
constexpr const char* matlab_rows = "MATLAB_sparse";

constexpr Names usual_names{"indices", "indptr"}, matlab_names{"ir", "jc"};

bool has_arrays(hid_t group, const Names& names) {
  return has_link(group, "data") && has_link(group, names.indices) && has_link(group, names.indptr);
}

bool is_matlab(hid_t group) { return has_arrays(group, matlab_names); }

/// The format that an attribute says: `csr` or `csc`, each followed by `suffix`.
std::string format_of(hid_t group, const std::string& where, const char* attribute,
                      const std::string& suffix) {
  const std::string text = hdf5::read_text(group, where, attribute);
  for (const std::string format : {"csr", "csc"})
    if (text == format + suffix) return format;
  SPARSECONV_THROW(input, where + ": attribute '" + attribute + "' is not csr" + suffix +
                              " or csc" + suffix + " but '" + printable(text, 40) + "'");
}

/// The dataset or attribute `shape` of a group that has no other attributes.
std::array<std::int64_t, 2> plain_shape(hid_t group, const std::string& where,
                                        const std::optional<ArrayReader>& dataset) {
  if (!dataset) return hdf5::read_pair(group, where, "shape");
  hdf5::check_indices(dataset->dataset(), dataset->where());
  SPARSECONV_THROW_IF(dataset->length() != 2, input,
                      dataset->where() + ": is not a pair of whole numbers");
  std::array<std::int64_t, 2> shape{};
  dataset->read(0, 2, shape.data());
  return shape;
}

Matrix read_matrix(hid_t group, const std::string& where, const ArrayReader& indptr,
                   const std::optional<ArrayReader>& shape) {
  if (hdf5::has_attribute(group, where, matlab_rows))
    return {"csc", {hdf5::read_number(group, where, matlab_rows), indptr.length() - 1}};
  if (hdf5::has_attribute(group, where, "encoding-type")) {
    const std::string format = format_of(group, where, "encoding-type", "_matrix");
    SPARSECONV_THROW_IF(hdf5::read_text(group, where, "encoding-version") != hdf5::csr_version,
                        input,
                        where + ": attribute 'encoding-version' is not " + hdf5::csr_version +
                            ", the one that is known here");
    return {format, hdf5::read_pair(group, where, "shape")};
  }
  if (hdf5::has_attribute(group, where, "h5sparse_format"))
    return {format_of(group, where, "h5sparse_format", ""),
            hdf5::read_pair(group, where, "h5sparse_shape")};
  return {"", plain_shape(group, where, shape)};
}

/// The format of a matrix that does not say it: `indptr` has an element for each of its rows or of
/// its columns, and one more.
std::string format_by_length(const std::array<std::int64_t, 2>& shape, const ArrayReader& indptr,
                             const std::string& where) {
  const std::int64_t n = indptr.length() - 1;
  const std::string extents = to_string(shape[0]) + " x " + to_string(shape[1]);
  SPARSECONV_THROW_IF(n != shape[0] && n != shape[1], input,
                      indptr.where() + ": has " + to_string(n + 1) +
                          " elements, but must have one more than the rows or the columns of a "
                          "matrix of " +
                          extents);
  SPARSECONV_THROW_IF(shape[0] == shape[1], input,
                      where + ": nothing says whether this matrix of " + extents +
                          " is in CSR or in CSC: give the group an attribute 'h5sparse_format', "
                          "'csr' or 'csc', and 'h5sparse_shape'");
  return n == shape[0] ? "csr" : "csc";
}

BatchInfo describe(const FoundObject& group, const Matrix& matrix) {
  BatchInfo info = describe_matrix(matrix, group.where());
  info.file = group.file;
  info.group = group.name;
  info.image_shape = hdf5::read_image_shape(group.object, group.where(), info.n_pixels);
  return info;
}

/// Pixels run down the columns of an image in MATLAB, and in CaImAn, which has the extents as well.
void describe_order(BatchInfo& info, const FoundObject& group) {
  const bool caiman = is_caiman(group);
  if (!caiman && !is_matlab(group.object)) return;
  info.order = Order::f;
  if (caiman && !info.image_shape) info.image_shape = caiman_shape(group, info.n_pixels);
}

std::vector<std::string> files_of(const std::vector<const ArrayReader*>& arrays) {
  std::vector<std::string> files;
  for (const ArrayReader* array : arrays)
    files.insert(files.end(), array->files().begin(), array->files().end());
  return files;
}

}  // namespace

bool is_sparse_group(hid_t group) { return has_arrays(group, usual_names) || is_matlab(group); }

std::unique_ptr<ImageSource> open_sparse_group(const FoundObject& group) {
  const std::string where = group.where();
  const Names names = is_matlab(group.object) ? matlab_names : usual_names;
  const auto open = [&](const char* name) { return ArrayReader(group.object, where, name); };
  ArrayReader data = open("data"), indices = open(names.indices), indptr = open(names.indptr);
  std::optional<ArrayReader> shape;
  if (has_link(group.object, "shape")) shape = open("shape");
  std::vector<const ArrayReader*> arrays{&data, &indices, &indptr};
  if (shape) arrays.push_back(&*shape);
  std::vector<SourceFile> sources = group.sources(files_of(arrays));

  hdf5::check_numbers(data.dataset(), data.where());
  hdf5::check_indices(indices.dataset(), indices.where());
  hdf5::check_indices(indptr.dataset(), indptr.where());
  Matrix matrix = read_matrix(group.object, where, indptr, shape);
  if (matrix.format.empty())
    matrix.format = is_caiman(group) ? "csc" : format_by_length(matrix.shape, indptr, where);
  BatchInfo info = describe(group, matrix);
  for (const ArrayReader* array : arrays)
    info.chunk_bytes =
        std::max(info.chunk_bytes, hdf5::compressed_chunk_bytes(array->dataset(), array->where()));
  describe_order(info, group);
  describe_values(info, hdf5::type_of(data.dataset(), data.where()));
  info.has_checksum = hdf5::has_attribute(data.dataset(), data.where(), hdf5::checksum_name);
  info.column_type = hdf5::name_of_type(hdf5::type_of(indices.dataset(), indices.where()));
  info.attributes = hdf5::read_texts(group.object, where);
  return std::make_unique<CsrSource>(
      std::move(info), std::move(sources),
      CsrSource::Arrays{std::make_unique<ArrayReader>(std::move(data)),
                        std::make_unique<ArrayReader>(std::move(indices)),
                        std::make_unique<ArrayReader>(std::move(indptr))});
}

}  // namespace SparseConv::io
