#include <io/chunks/lzf_filter.hpp>

#ifdef SPARSECONV_HAVE_LZF
#include <lzf.h>

#include <cstddef>
#include <limits>

namespace SparseConv::io::hdf5 {
namespace {

/// Expands a chunk, as H5Z_func_t asks for. \return the new number of bytes, 0 for a failure
std::size_t expand(unsigned flags, std::size_t n_values, const unsigned values[],
                   std::size_t n_bytes, std::size_t* buffer_size, void** buffer) {
  const bool reads = (flags & H5Z_FLAG_REVERSE) != 0;
  if (!reads || n_values < 3 || n_bytes > std::numeric_limits<unsigned>::max()) return 0;
  const unsigned size = values[2];  // of the chunk, as check_storage() has found
  void* const expanded = H5allocate_memory(size, false);
  if (expanded == nullptr) return 0;
  if (lzf_decompress(*buffer, static_cast<unsigned>(n_bytes), expanded, size) != size) {
    H5free_memory(expanded);
    return 0;
  }
  H5free_memory(*buffer);
  *buffer = expanded;
  *buffer_size = size;
  return size;
}

}  // namespace

bool provide_lzf() {
  if (H5Zfilter_avail(lzf_filter) > 0) return true;
  const H5Z_class2_t filter{H5Z_CLASS_T_VERS, lzf_filter, 0, 1, "lzf", nullptr, nullptr, expand};
  return H5Zregister(&filter) >= 0;
}

}  // namespace SparseConv::io::hdf5

#else

bool SparseConv::io::hdf5::provide_lzf() { return H5Zfilter_avail(lzf_filter) > 0; }

#endif
