#ifndef SPARSECONV_PYTHON_FILES_HPP
#define SPARSECONV_PYTHON_FILES_HPP

#include <cstdint>
#include <functional>
#include <native/Csr.hpp>
#include <native/filters.hpp>
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

/// What a file may not say about its images, and how the images are read.
struct FileOptions {
  std::optional<bool> single_precision;  ///< read float; by default if that loses no digits
  std::optional<Extents> image_shape;
  std::optional<std::string> order;      ///< order of the pixels: `C` or `F`
  std::optional<std::int64_t> n_images;  ///< of a list of hits
};

/// Reads a batch with BatchReader.
/// \param check called as io::ReadOptions::opening is; what it throws ends the reading
FileBatch read_batch(const std::string& path, const FileOptions& options,
                     const std::function<void()>& check);

/// Reads a filter with io::read_filter().
Weights read_filter(const std::string& path);

/// Writes a batch with BatchWriter.
/// \param wide_columns whether columns need more than 32 bits
/// \param compression  a text as for io::compression_from_string()
/// \param overwrite    whether any file may be replaced, not only a result
void write_batch(const std::string& path, const Csr& csr, Extents image_shape, bool wide_columns,
                 const std::string& compression, bool overwrite);

}  // namespace SparseConv::python

#endif
