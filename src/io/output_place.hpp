#ifndef SPARSECONV_IO_OUTPUT_PLACE_HPP
#define SPARSECONV_IO_OUTPUT_PLACE_HPP

#include <SparseConv/io/BatchWriter.hpp>
#include <io/find_file.hpp>
#include <optional>
#include <string>

namespace SparseConv::io {

/// Where a batch is to be written, and what becomes of the file that is there.
struct OutputPlace {
  std::string file;                  ///< at the end of links
  std::string group;                 ///< without slashes around it
  bool keeps_rest = false;           ///< whether `file` holds other things, which stay
  bool is_anndata = false;           ///< whether `file` is to be what anndata.read_h5ad() reads
  std::optional<SourceFile> before;  ///< the file that is there, if there is one

  /// The group in messages.
  std::string where() const { return file + ":" + group; }
};

/// Looks at what has the name of an output.
///
///     FILE                                what FILE is           becomes of it
///     not there, or empty                                        is made
///     a result, and nothing else is in the file                  is replaced
///     anything else                                              refused; replaced if `overwrite`
///
///     FILE:GROUP                          what FILE is           becomes of it
///     not there, or empty                                        is made
///     HDF5, GROUP is not there or a batch                        GROUP is made anew, the rest
///     stays HDF5, GROUP is anything else                               refused; as above if
///     `overwrite` no HDF5                                                    refused; replaced if
///     `overwrite`
///
/// \param path `FILE` or `FILE:GROUP`
/// \throws Error (input) for what is refused, (system) for a path at which no file can be made
OutputPlace find_output_place(const std::string& path, Overwrite overwrite);

/// Throws Error (system) if the file at a place is another one than it was, or has changed.
void check_place_is_as_before(const OutputPlace& place);

}  // namespace SparseConv::io

#endif
