#include <zlib.h>

#include <io/chunks/crc32.hpp>
#ifdef SPARSECONV_HAVE_DEFLATE
#include <libdeflate.h>
#endif

namespace SparseConv::io::hdf5 {

std::uint32_t crc32(std::uint32_t sum, const void* bytes, std::size_t n) {
  if (n == 0) return sum;  // bytes that are nowhere would make a library begin anew
#ifdef SPARSECONV_HAVE_DEFLATE
  return ::libdeflate_crc32(sum, bytes, n);
#else
  return static_cast<std::uint32_t>(::crc32_z(sum, static_cast<const Bytef*>(bytes), n));
#endif
}

std::uint32_t combine_crc32(std::uint32_t sum, std::uint32_t later, std::int64_t n) {
  return static_cast<std::uint32_t>(::crc32_combine(sum, later, n));
}

}  // namespace SparseConv::io::hdf5
