#ifndef SPARSECONV_IO_CHUNKS_FLETCHER32_HPP
#define SPARSECONV_IO_CHUNKS_FLETCHER32_HPP

#include <array>
#include <cstddef>
#include <cstdint>

namespace SparseConv::io::hdf5 {

/// Bytes of a checksum, as HDF5's filter `fletcher32` stores it behind each chunk.
using Fletcher32 = std::array<unsigned char, 4>;

/// The checksum of a chunk. Source: the HDF5 file format, "Fletcher32 filter": Fletcher's checksum
/// of numbers of 16 bits, the first byte the higher one, modulo 65535. An odd byte at the end is
/// the higher one of a number whose lower byte is zero.
/// \param n bytes of the chunk
Fletcher32 fletcher32(const void* chunk, std::size_t n);

}  // namespace SparseConv::io::hdf5

#endif
