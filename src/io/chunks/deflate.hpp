#ifndef SPARSECONV_IO_CHUNKS_DEFLATE_HPP
#define SPARSECONV_IO_CHUNKS_DEFLATE_HPP

#include <cstddef>

/// \file
/// The compression that HDF5 calls deflate: by libdeflate, where it was found, or by zlib, which
/// takes twice as long. Both read what the other compresses, though in a stored chunk bytes may
/// differ.

namespace SparseConv::io::hdf5 {

/// The most bytes that `n` bytes are compressed to.
std::size_t most_deflated(std::size_t n);

/// Compresses `n` bytes. May be called by many threads at a time.
/// \param level      0 to 9
/// \param compressed room for most_deflated(n) bytes
/// \return how many bytes were written there; 0 if there is no memory
std::size_t deflate(const void* bytes, std::size_t n, int level, void* compressed);

/// Expands `n` bytes. May be called by many threads at a time.
/// \param expanded room for `n_expanded` bytes
/// \return whether they expand to just `n_expanded` bytes: false also if there is no memory
bool inflate(const void* compressed, std::size_t n, void* expanded, std::size_t n_expanded);

}  // namespace SparseConv::io::hdf5

#endif
