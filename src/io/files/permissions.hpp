#ifndef SPARSECONV_IO_FILES_PERMISSIONS_HPP
#define SPARSECONV_IO_FILES_PERMISSIONS_HPP

#include <sys/types.h>

#include <io/files/FileDescriptor.hpp>
#include <string>

/// \file
/// Whoever may not read a file may not read what is to replace it either. Nothing is done where
/// there is no such file.

namespace SparseConv::io {

/// Gives a file the group, the permissions and the extended attributes of the file that it is to
/// replace. If the group cannot be given, or an access control list, no group has any permissions.
/// \param more permissions besides
void take_attributes(const FileDescriptor& file, const std::string& replaced, mode_t more = 0);

/// Keeps everybody out of a folder who may not read the file that its files are to replace.
void keep_out(const FileDescriptor& folder, const std::string& replaced);

}  // namespace SparseConv::io

#endif
