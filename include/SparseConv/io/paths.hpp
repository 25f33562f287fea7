#ifndef SPARSECONV_IO_PATHS_HPP
#define SPARSECONV_IO_PATHS_HPP

#include <string>

namespace SparseConv::io {

/// What a path `FILE` or `FILE:OBJECT` names.
struct Path {
  std::string file;    ///< the file
  std::string object;  ///< group or dataset in the file, without slashes at either end, or empty
};

/// Splits a path at a colon, but not within the name of a file or folder that exists. The name of a
/// file that is not there ends at the first colon after an extension, as in `new.h5:gaussian:1`, or
/// else at the last colon. \throws Error (input) for a path with a null character
[[nodiscard]] Path split_path(const std::string& path);

/// Whether both paths lead to the same existing file, directly or through links.
[[nodiscard]] bool same_file(const std::string& a, const std::string& b);

}  // namespace SparseConv::io

#endif
