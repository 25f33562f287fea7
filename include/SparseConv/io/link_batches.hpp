#ifndef SPARSECONV_IO_LINK_BATCHES_HPP
#define SPARSECONV_IO_LINK_BATCHES_HPP

#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace SparseConv::io {

/// A file that BatchWriter wrote.
struct BatchPart {
  std::string file;        ///< its name
  bool continues = false;  ///< whether its first image is the rest, or more, of the last one before
};

/// Writes a file in which batches of other files are one batch, image after image. Its `indptr` is
/// a dataset of its own; `data` and `indices` are virtual datasets, whose elements stay where they
/// are. The file gets its name when it is complete.
/// \tparam Scalar, Ordinal the types that the parts were written with
/// \param path, image_shape, attributes as for BatchWriter
/// \param parts the files, each with its batch in a group of the name that it has in `path`. They
///              are remembered relative to the folder of `path`: both can be moved together.
/// \return size of the file in bytes
/// \throws Error (input) as BatchReader does for a part; (system) if the file cannot be written
template <class Scalar, class Ordinal>
std::int64_t link_batches(const std::string& path, ImageShape image_shape,
                          const std::map<std::string, std::string>& attributes,
                          const std::vector<BatchPart>& parts);

}  // namespace SparseConv::io

#endif
