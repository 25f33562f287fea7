#include <io/chunks/deflate.hpp>
#ifdef SPARSECONV_HAVE_DEFLATE
#include <libdeflate.h>

#include <memory>
#else
#include <zlib.h>
#endif

namespace SparseConv::io::hdf5 {

#ifdef SPARSECONV_HAVE_DEFLATE

std::size_t most_deflated(std::size_t n) { return ::libdeflate_zlib_compress_bound(nullptr, n); }

std::size_t deflate(const void* bytes, std::size_t n, int level, void* compressed) {
  const std::unique_ptr<libdeflate_compressor, decltype(&::libdeflate_free_compressor)> compressor(
      ::libdeflate_alloc_compressor(level), ::libdeflate_free_compressor);
  if (!compressor) return 0;
  return ::libdeflate_zlib_compress(compressor.get(), bytes, n, compressed, most_deflated(n));
}

bool inflate(const void* compressed, std::size_t n, void* expanded, std::size_t n_expanded) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&::libdeflate_free_decompressor)>
      decompressor(::libdeflate_alloc_decompressor(), ::libdeflate_free_decompressor);
  return decompressor && ::libdeflate_zlib_decompress(decompressor.get(), compressed, n, expanded,
                                                      n_expanded, nullptr) == LIBDEFLATE_SUCCESS;
}

#else

std::size_t most_deflated(std::size_t n) { return ::compressBound(n); }

std::size_t deflate(const void* bytes, std::size_t n, int level, void* compressed) {
  uLongf size = most_deflated(n);
  const int status = ::compress2(static_cast<Bytef*>(compressed), &size,
                                 static_cast<const Bytef*>(bytes), n, level);
  return status == Z_OK ? size : 0;
}

bool inflate(const void* compressed, std::size_t n, void* expanded, std::size_t n_expanded) {
  uLongf size = n_expanded;
  return ::uncompress(static_cast<Bytef*>(expanded), &size, static_cast<const Bytef*>(compressed),
                      n) == Z_OK &&
         size == n_expanded;
}

#endif

}  // namespace SparseConv::io::hdf5
