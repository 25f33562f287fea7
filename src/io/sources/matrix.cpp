#include <SparseConv/Error.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/sources/matrix.hpp>

namespace SparseConv::io {

BatchInfo describe_matrix(const Matrix& matrix, const std::string& where) {
  const bool rows = matrix.format == "csr";
  const auto [n_rows, n_columns] = matrix.shape;
  SPARSECONV_THROW_IF(n_rows < 0 || n_columns < 0, input,
                      where + ": 'shape' has a negative number");
  BatchInfo info;
  info.n_images = rows ? n_rows : n_columns;
  info.n_pixels = rows ? n_columns : n_rows;
  info.layout = rows ? "CSR, an image a row" : "CSC, an image a column";
  return info;
}

void describe_values(BatchInfo& info, hid_t type) {
  info.double_precision = hdf5::needs_double(type);
  info.value_type = hdf5::name_of_type(type);
}

}  // namespace SparseConv::io
