#ifndef SPARSECONV_BATCH_ARRAYPOOL_HPP
#define SPARSECONV_BATCH_ARRAYPOOL_HPP

#include <algorithm>
#include <batch/allocate.hpp>
#include <batch/huge_pages.hpp>
#include <string>
#include <vector>

namespace SparseConv::Impl {

/// Keeps the arrays that it hands out, and hands them out again when nobody else holds them: memory
/// that was written before is several times faster than fresh pages of the operating system.
template <class View>
class ArrayPool {
 public:
  explicit ArrayPool(const std::string& label) : label_(label) {}

  /// Room for `n` elements, not initialised. The pool looks for room in this order:
  ///   1. `preferred`, or the array of the pool that begins with `preferred`;
  ///   2. an array of the pool that nobody else holds;
  ///   3. a new array.
  template <class ExecutionSpace>
  View take(const ExecutionSpace& space, std::int64_t n, const View& preferred = {}) {
    reused_ = false;
    for (const View& view : kept_)
      if (preferred.data() != nullptr && view.data() == preferred.data() && n <= length(view))
        return head(view, n);
    if (preferred.data() != nullptr && n <= length(preferred)) return head(keep(preferred), n);
    for (const View& view : kept_)
      if (view.use_count() == 1 && fits(view, n)) {
        reused_ = true;
        return head(view, n);
      }
    make_room();  // first, so that there is never one array more
    const View view = allocate<View>(space, label_, n);
    use_huge_pages(view);
    return head(keep(view), n);
  }

  /// Whether the latest take() found an array of the pool that nobody else holds. On a device a
  /// kernel that was launched earlier may still read the array.
  bool reused() const { return reused_; }

  std::int64_t bytes() const {
    std::int64_t sum = 0;
    for (const View& view : kept_)
      sum += length(view) * static_cast<std::int64_t>(sizeof(typename View::value_type));
    return sum;
  }

  void drop_oldest() {
    if (!kept_.empty()) kept_.erase(kept_.begin());
  }

  void clear() { kept_.clear(); }

 private:
  static constexpr std::size_t most_kept = 2;

  static std::int64_t length(const View& view) { return static_cast<std::int64_t>(view.extent(0)); }

  static View head(const View& view, std::int64_t n) {
    return Kokkos::subview(view, Kokkos::make_pair(std::int64_t(0), n));
  }

  /// Whether an array is long enough, and not so long that most of it would stay unused.
  static bool fits(const View& view, std::int64_t n) {
    return n <= length(view) && length(view) / 4 <= n;
  }

  /// Keeps an array, if the view owns its memory: other memory may be freed at any time.
  const View& keep(const View& view) {
    if (view.use_count() == 0) return view;
    make_room();
    kept_.push_back(view);
    return view;
  }

  /// Lets go of an array, if the pool has as many as it keeps: of one that nobody else holds, which
  /// frees its memory, where there is one.
  void make_room() {
    if (kept_.size() < most_kept) return;
    const auto unused = std::find_if(kept_.begin(), kept_.end(),
                                     [](const View& view) { return view.use_count() == 1; });
    kept_.erase(unused == kept_.end() ? kept_.begin() : unused);
  }

  std::string label_;
  bool reused_ = false;
  std::vector<View> kept_;
};

}  // namespace SparseConv::Impl

#endif
