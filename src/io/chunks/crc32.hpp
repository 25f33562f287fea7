#ifndef SPARSECONV_IO_CHUNKS_CRC32_HPP
#define SPARSECONV_IO_CHUNKS_CRC32_HPP

#include <cstddef>
#include <cstdint>

/// \file
/// The checksum CRC-32: by libdeflate, where it was found, or by zlib, which takes three times as
/// long.

namespace SparseConv::io::hdf5 {

/// CRC-32 of earlier bytes and the `n` bytes that follow. `sum` is the CRC-32 of the earlier bytes,
/// which is 0 for none.
std::uint32_t crc32(std::uint32_t sum, const void* bytes, std::size_t n);

/// CRC-32 of two runs of bytes together, from the CRC-32 of each. `n` is the length of the later
/// run.
std::uint32_t combine_crc32(std::uint32_t sum, std::uint32_t later, std::int64_t n);

}  // namespace SparseConv::io::hdf5

#endif
