#ifndef SPARSECONV_BATCH_RESULTPOOL_HPP
#define SPARSECONV_BATCH_RESULTPOOL_HPP

#include <batch/allocate.hpp>
#include <vector>

namespace SparseConv::Impl {

/// Keeps the arrays of results that a caller has let go of, for the next results: memory that was
/// written before is several times faster than fresh pages of the operating system.
template <class Matrix>
class ResultPool {
 public:
  using Parts = BatchParts<Matrix>;

  /// Room for a batch of `n` images with `nnz` entries, not initialised.
  template <class ExecutionSpace>
  Parts take(const ExecutionSpace& space, std::int64_t n, std::int64_t nnz) {
    for (Parts& parts : kept_)
      if (is_free(parts) && fits(parts.entries, nnz) && fits(parts.row_map, n + 1))
        return first_of(parts, n, nnz);
    const Parts parts = allocate_parts<Matrix>(space, n, nnz);
    keep(parts);
    return parts;
  }

 private:
  static constexpr std::size_t most_kept = 2;

  /// Whether nobody else holds one of the arrays.
  static bool is_free(const Parts& parts) {
    return parts.row_map.use_count() == 1 && parts.entries.use_count() == 1 &&
           parts.values.use_count() == 1;
  }

  /// Whether an array is long enough, and not so long that most of it would lie idle.
  template <class View>
  static bool fits(const View& view, std::int64_t n) {
    const auto length = static_cast<std::int64_t>(view.extent(0));
    return n <= length && length / 4 <= n;
  }

  static Parts first_of(const Parts& parts, std::int64_t n, std::int64_t nnz) {
    const auto entries = Kokkos::make_pair(std::int64_t(0), nnz);
    return {Kokkos::subview(parts.row_map, Kokkos::make_pair(std::int64_t(0), n + 1)),
            Kokkos::subview(parts.entries, entries), Kokkos::subview(parts.values, entries)};
  }

  /// Keeps the arrays in place of the oldest.
  void keep(const Parts& parts) {
    if (kept_.size() == most_kept) kept_.erase(kept_.begin());
    kept_.push_back(parts);
  }

  std::vector<Parts> kept_;
};

}  // namespace SparseConv::Impl

#endif
