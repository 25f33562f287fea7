#ifndef SPARSECONV_IO_CHUNKS_LZF_FILTER_HPP
#define SPARSECONV_IO_CHUNKS_LZF_FILTER_HPP

#include <hdf5.h>

namespace SparseConv::io::hdf5 {

/// The number under which h5py's compression LZF is registered with The HDF Group.
inline constexpr H5Z_filter_t lzf_filter = 32000;

/// The largest factor by which LZF can expand: three bytes stand for up to 264.
inline constexpr double lzf_expansion = 88;

/// Gives HDF5 the filter, for reading, unless it has one already.
/// \return false in a build without liblzf
bool provide_lzf();

}  // namespace SparseConv::io::hdf5

#endif
