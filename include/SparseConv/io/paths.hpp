#ifndef SPARSECONV_IO_PATHS_HPP
#define SPARSECONV_IO_PATHS_HPP

#include <string>

namespace SparseConv::io {

/// What a path `FILE` or `FILE:OBJECT` names.
struct Path {
  std::string file;    ///< the file
  std::string object;  ///< group or dataset in it, without slashes around it; may be empty
};

/// Takes a path apart. A file or folder that exists and has a colon in its name is not split there.
Path split_path(const std::string& path);

/// Whether both paths lead to one existing file, through links too.
bool same_file(const std::string& a, const std::string& b);

}  // namespace SparseConv::io

#endif
