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
  ///   1. `preferred`, or the array of the pool that was handed out as `preferred`;
  ///   2. an array of the pool that nobody else holds;
  ///   3. a new array.
  template <class ExecutionSpace>
  View take(const ExecutionSpace& space, std::int64_t n, const View& preferred = {}) {
    read_ = false;
    for (Kept& kept : kept_)
      if (kept.was_handed_out_as(preferred) && n <= length(kept.view)) return hand_out(kept, n);
    if (preferred.data() != nullptr && n <= length(preferred)) return keep(preferred, n);
    for (Kept& kept : kept_)
      if (kept.is_unused() && fits(kept.view, n)) {
        read_ = !kept.waited_for;
        return hand_out(kept, n);
      }
    make_room();  // first, so that there is never one array more
    const View view = allocate<View>(space, label_, with_reserve(n));
    use_huge_pages(view);
    return keep(view, n);
  }

  /// Whether the latest take() gave memory of an earlier result, which a kernel on a device may
  /// still be reading.
  bool may_be_read() const { return read_; }

  /// To be called just before a fence: no kernel reads the arrays that nobody else holds after it.
  void expect_fence() {
    for (Kept& kept : kept_) kept.waited_for = kept.is_unused();
  }

  std::int64_t bytes() const {
    std::int64_t sum = 0;
    for (const Kept& kept : kept_)
      sum += length(kept.view) * static_cast<std::int64_t>(sizeof(typename View::value_type));
    return sum;
  }

  void drop_oldest() {
    if (!kept_.empty()) kept_.erase(kept_.begin());
  }

  void clear() { kept_.clear(); }

 private:
  struct Kept {
    View view;
    std::int64_t handed_out = 0;  ///< elements that the latest take() gave
    bool waited_for = false;      ///< no kernel reads it since a fence

    bool is_unused() const { return view.use_count() == 1; }

    /// Other views that begin there may be followed by memory that is in use.
    bool was_handed_out_as(const View& other) const {
      return other.data() != nullptr && view.data() == other.data() && handed_out == length(other);
    }
  };

  static constexpr std::size_t most_kept = 2;

  static std::int64_t length(const View& view) { return static_cast<std::int64_t>(view.extent(0)); }

  static View head(const View& view, std::int64_t n) {
    return Kokkos::subview(view, Kokkos::make_pair(std::int64_t(0), n));
  }

  static View hand_out(Kept& kept, std::int64_t n) {
    kept.waited_for = false;
    kept.handed_out = n;
    return head(kept.view, n);
  }

  /// More elements than are asked for, on a host: the next batch may have a few more, and pages
  /// that are never written take no memory.
  static std::int64_t with_reserve(std::int64_t n) {
    return on_host<typename View::execution_space> ? n + n / 16 : n;
  }

  /// Whether an array is long enough, and not so long that most of it would stay unused.
  static bool fits(const View& view, std::int64_t n) {
    return n <= length(view) && length(view) / 4 <= n;
  }

  /// Hands out an array, and keeps it if the view owns its memory: other memory may be freed at any
  /// time.
  View keep(const View& view, std::int64_t n) {
    if (view.use_count() == 0) return head(view, n);
    make_room();
    kept_.push_back({view});
    return hand_out(kept_.back(), n);
  }

  /// Lets go of an array, if the pool has as many as it keeps: of one that nobody else holds, which
  /// frees its memory, where there is one.
  void make_room() {
    if (kept_.size() < most_kept) return;
    const auto unused =
        std::find_if(kept_.begin(), kept_.end(), [](const Kept& kept) { return kept.is_unused(); });
    kept_.erase(unused == kept_.end() ? kept_.begin() : unused);
  }

  std::string label_;
  bool read_ = false;
  std::vector<Kept> kept_;
};

}  // namespace SparseConv::Impl

#endif
