#ifndef SPARSECONV_IO_SOURCES_FIND_BATCH_HPP
#define SPARSECONV_IO_SOURCES_FIND_BATCH_HPP

#include <io/hdf5/hdf5.hpp>
#include <string>

namespace SparseConv::io {

/// Name of the object that is the batch of a file, where none is named: `images`, CaImAn's
/// `estimates/A`, the only group that says it is in CSR, or the only other group that is a sparse
/// matrix, a list of hits or NWB's masks; of several in an AnnData object `X`.
/// \param where the file in messages
/// \throws Error (input) if there is none or more than one
std::string find_batch(hid_t file, const std::string& where);

}  // namespace SparseConv::io

#endif
