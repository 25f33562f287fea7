#ifndef SPARSECONV_IO_HDF5_LINKED_FILES_HPP
#define SPARSECONV_IO_HDF5_LINKED_FILES_HPP

#include <string>

namespace SparseConv::io::hdf5 {

/// Path of the file that another file names, in an external link or as the source of a virtual
/// dataset. The search goes where HDF5 looks: under an absolute name; in the folders of an
/// environment variable; in the folder of the other file; in the working folder; and, if the other
/// file was opened through a link, in the folder to which the link leads.
/// \param folders the environment variable: `HDF5_EXT_PREFIX` or `HDF5_VDS_PREFIX`
/// \param from    the file with the name in it
/// \return a path next to `from` if there is no such file
std::string find_linked_file(const char* folders, const std::string& from, const std::string& name);

/// Whether an HDF5 file has external links or virtual datasets, so that its batches may be in other
/// files, too. False for a file that cannot be read.
bool refers_to_others(const std::string& path);

}  // namespace SparseConv::io::hdf5

#endif
