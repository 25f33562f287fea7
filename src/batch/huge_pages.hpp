#ifndef SPARSECONV_BATCH_HUGE_PAGES_HPP
#define SPARSECONV_BATCH_HUGE_PAGES_HPP

#include <batch/spaces.hpp>
#include <cstdint>
#if defined(__linux__)
#include <sys/mman.h>
#include <divide_up.hpp>
#endif

namespace SparseConv::Impl {

/// Asks the system for huge pages for a large array. Called before the array is first written, this
/// makes the first writing several times faster. A system without huge pages ignores the request.
template <class View>
void use_huge_pages([[maybe_unused]] const View& view) {
#if defined(__linux__)
  constexpr std::uintptr_t page = std::uintptr_t(2) << 20, worthwhile = 16 * page;
  if constexpr (on_host<typename View::execution_space>) {
    const auto begin = reinterpret_cast<std::uintptr_t>(view.data());
    const std::uintptr_t end = begin + view.span() * sizeof(typename View::value_type);
    const std::uintptr_t first = round_up(begin, page);
    if (end - begin >= worthwhile)
      madvise(reinterpret_cast<void*>(first), end / page * page - first, MADV_HUGEPAGE);
  }
#endif
}

}  // namespace SparseConv::Impl

#endif
