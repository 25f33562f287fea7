#ifndef SPARSECONV_IO_OUTPUT_PLACE_HPP
#define SPARSECONV_IO_OUTPUT_PLACE_HPP

#include <SparseConv/io/BatchWriter.hpp>
#include <io/files/find_file.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace SparseConv::io {

/// Where one batch or several are to be written, and what becomes of the file there.
struct OutputPlace {
  std::string file;                  ///< at the end of links
  std::string group;                 ///< without slashes around it
  std::vector<std::string> groups;   ///< of the batches: `group` itself, or groups in it
  bool keeps_rest = false;           ///< whether `file` holds other things, which stay
  bool is_anndata = false;           ///< whether `file` is to be what anndata.read_h5ad() reads
  std::optional<SourceFile> before;  ///< the file that is there, if there is one

  /// A group in messages.
  std::string where(const std::string& name) const { return file + ":" + name; }
  std::string where() const { return where(group); }
};

/// The groups of batches in a group, or the group itself if no batch has a name.
std::vector<std::string> groups_in(const std::string& group, const std::vector<std::string>& names);

/// The name of a new file for a result: `run.h5` for `run.csv`, which would mislead what opens it,
/// and other names as they are.
std::string name_for_result(const std::string& file);

/// Finds the place of an output, and what becomes of the file there:
///
///     FILE         not there, or empty                     is made
///                  holds results and nothing else          is replaced
///                  holds anything else                     refused, or replaced if `overwrite`
///
///     FILE:GROUP   not there, or empty                     is made
///                  HDF5, GROUP is a result or not there    GROUP is made anew, the rest stays
///                  HDF5, GROUP is anything else            refused, or as above if `overwrite`
///                  no HDF5                                 refused, or replaced if `overwrite`
///
/// A result is a batch that this project has written. What holds for GROUP holds for the group of
/// each of several batches; what else is in GROUP stays. A result in whose group others have put an
/// object or an attribute is anything else. A file that is write-protected is refused, too.
///
/// \param path       `FILE` or `FILE:GROUP`
/// \param names      of the groups of several batches in GROUP, which is `images` by default, or
///                   `layers` in a file of AnnData; without names, GROUP is the one batch
/// \param attributes that the batches get, besides what this project may write
/// \throws Error (input) for what is refused, (system) for a path at which no file can be made
OutputPlace find_output_place(const std::string& path, Overwrite overwrite,
                              const std::vector<std::string>& names = {},
                              const std::map<std::string, std::string>& attributes = {});

/// Throws Error (system) if the file at a place is another one than it was, or has changed.
void check_place_is_as_before(const OutputPlace& place);

}  // namespace SparseConv::io

#endif
