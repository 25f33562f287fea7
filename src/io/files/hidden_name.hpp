#ifndef SPARSECONV_IO_FILES_HIDDEN_NAME_HPP
#define SPARSECONV_IO_FILES_HIDDEN_NAME_HPP

#include <string>

namespace SparseConv::io {

/// The name `.NAME.ID.partial` of something hidden beside a file NAME. A NAME of which that would
/// be too long for a name is cut off.
std::string hidden_name(const std::string& file, const std::string& id);

}  // namespace SparseConv::io

#endif
