#ifndef SPARSECONV_IO_COMPRESSION_HPP
#define SPARSECONV_IO_COMPRESSION_HPP

#include <string>
#include <vector>

namespace SparseConv::io {

/// How the arrays of a batch are compressed when a file is written. Compression loses nothing, and
/// a reader need not be told. The bytes of the numbers are first put in order of significance
/// (HDF5's shuffle), so that neighbouring columns take next to no room.
///
/// gzip is in nearly every HDF5; lzf and zstd come as plugins, which HDF5 finds in the folders that
/// the environment variable `HDF5_PLUGIN_PATH` names.
struct Compression {
  /// The algorithms.
  enum class Kind {
    none,  ///< the numbers are stored as they are
    gzip,  ///< HDF5's deflate, by up to eight threads: slow to write, read by every program
    lzf,   ///< the compression of h5py: faster, larger files
    zstd   ///< Zstandard: the fastest; at level 3 as small as gzip
  };

  Kind kind = Kind::none;  ///< the algorithm
  /// Effort, for gzip from 1 to 9 and for zstd from 1 to 22. More than 1 makes files of images by
  /// up to a third smaller, and mostly takes longer than a slow disk gains (perf/compressions).
  int level = 1;
};

/// The compression that a text names: `none`, `gzip[:LEVEL]`, `lzf` or `zstd[:LEVEL]`.
/// \throws Error (input) for another text, and for a compression that this HDF5 cannot do
[[nodiscard]] Compression compression_from_string(const std::string& text);

/// The kinds of compression that this HDF5 can do, `none` first, with the names that
/// compression_from_string() takes. Looks for plugins.
[[nodiscard]] std::vector<std::string> available_compressions();

/// The text that compression_from_string() takes.
[[nodiscard]] std::string to_string(const Compression& compression);

}  // namespace SparseConv::io

#endif
