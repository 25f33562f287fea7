#ifndef SPARSECONV_BATCH_RESULTPOOL_HPP
#define SPARSECONV_BATCH_RESULTPOOL_HPP

#include <batch/allocate.hpp>
#include <batch/huge_pages.hpp>
#include <string>
#include <vector>

namespace SparseConv::Impl {

/// Keeps arrays that a caller has let go of, for the next results: memory that was written before
/// is several times faster than fresh pages of the operating system.
template <class View>
class ArrayPool {
 public:
  explicit ArrayPool(const std::string& label) : label_(label) {}

  /// Room for `n` elements, not initialised.
  template <class ExecutionSpace>
  View take(const ExecutionSpace& space, std::int64_t n) {
    for (const View& view : kept_)
      if (view.use_count() == 1 && fits(view, n))
        return Kokkos::subview(view, Kokkos::make_pair(std::int64_t(0), n));
    const View view(Kokkos::view_alloc(space, Kokkos::WithoutInitializing, label_), n);
    use_huge_pages(view);
    if (kept_.size() == most_kept) kept_.erase(kept_.begin());  // the oldest
    kept_.push_back(view);
    return view;
  }

 private:
  static constexpr std::size_t most_kept = 2;

  /// Whether an array is long enough, and not so long that most of it would lie idle.
  static bool fits(const View& view, std::int64_t n) {
    const auto length = static_cast<std::int64_t>(view.extent(0));
    return n <= length && length / 4 <= n;
  }

  std::string label_;
  std::vector<View> kept_;
};

/// The arrays of results.
template <class Matrix>
class ResultPool {
 public:
  using Parts = BatchParts<Matrix>;

  /// Room for the row map of `n` images.
  template <class ExecutionSpace>
  auto row_map(const ExecutionSpace& space, std::int64_t n) {
    return with_memory(n, 0, [&] { return row_maps_.take(space, n + 1); });
  }

  /// Room for a batch with such a row map and `nnz` entries.
  template <class ExecutionSpace>
  Parts parts(const ExecutionSpace& space, const decltype(Parts::row_map)& row_map,
              std::int64_t nnz) {
    return with_memory(row_map.extent(0) - 1, nnz, [&] {
      return Parts{row_map, entries_.take(space, nnz), values_.take(space, nnz)};
    });
  }

 private:
  ArrayPool<decltype(Parts::row_map)> row_maps_{"SparseConv::batch::row_map"};
  ArrayPool<decltype(Parts::entries)> entries_{"SparseConv::batch::entries"};
  ArrayPool<decltype(Parts::values)> values_{"SparseConv::batch::values"};
};

}  // namespace SparseConv::Impl

#endif
