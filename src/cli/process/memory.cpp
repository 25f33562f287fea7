#include "process/memory.hpp"

#include <malloc.h>

#include <SparseConv/Error.hpp>
#include <bytes_to_string.hpp>
#include <cstdlib>

namespace SparseConv::cli {
void require_memory() {
  constexpr std::size_t bytes = 16 << 20;
  void* const memory = std::malloc(bytes);
  SPARSECONV_THROW_IF(memory == nullptr, system,
                      "less than " + bytes_to_string(bytes) +
                          " of memory is left to work with, allow more (ulimit -v)");
  std::free(memory);
}

void keep_memory() {
#ifdef M_TRIM_THRESHOLD
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);  // as far as glibc would raise it by itself
  ::mallopt(M_TRIM_THRESHOLD, 128 << 20);
#endif
}

void return_memory_early() {
#ifdef M_MMAP_THRESHOLD
  // Setting it keeps glibc from raising it. Arrays of slices get pages of their own, which go back
  // to the system whole; the buffers of 512 KiB that HDF5 takes for each write do not, as that is
  // slow.
  ::mallopt(M_MMAP_THRESHOLD, 640 << 10);
#endif
}

}  // namespace SparseConv::cli
