#ifndef SPARSECONV_IO_FILES_FILES_PAGE_HPP
#define SPARSECONV_IO_FILES_FILES_PAGE_HPP

namespace SparseConv::io {

/// The end of a message about a file that is not read as it is: the page that tells the way out. It
/// has this name among the sources and in the folder with the installed documentation.
inline constexpr const char* see_files_page = " (see examples/files.md)";

}  // namespace SparseConv::io

#endif
