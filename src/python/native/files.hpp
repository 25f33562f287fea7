#ifndef SPARSECONV_PYTHON_FILES_HPP
#define SPARSECONV_PYTHON_FILES_HPP

#include <cstdint>
#include <native/Csr.hpp>
#include <optional>
#include <string>
#include <utility>

namespace SparseConv::python {

/// Height and width.
using Extents = std::pair<std::int64_t, std::int64_t>;

/// A batch that was read.
struct FileBatch {
  CsrMemory csr;
  std::int64_t n_images = 0, n_pixels = 0;
  std::optional<Extents> image_shape;
};

/// Reads a batch with BatchReader.
/// \param single_precision whether values are float, or what loses no digits
FileBatch read_batch(const std::string& path, std::optional<bool> single_precision);

/// Writes a batch with BatchWriter.
/// \param wide_columns whether 32 bits do not hold them
void write_batch(const std::string& path, const Csr& csr, Extents image_shape, bool wide_columns);

}  // namespace SparseConv::python

#endif
