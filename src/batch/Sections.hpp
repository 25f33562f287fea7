#ifndef SPARSECONV_BATCH_SECTIONS_HPP
#define SPARSECONV_BATCH_SECTIONS_HPP

#include <SparseConv/Batch.hpp>
#include <batch/offsets.hpp>
#include <divide_up.hpp>
#include <string>

namespace SparseConv::Impl {

/// The entries of a batch in sections, each of which a thread visits, whatever images its entries
/// belong to.
template <class ExecutionSpace, class Matrix>
class Sections {
 public:
  explicit Sections(const Matrix& batch) : row_map_(batch.graph.row_map), nnz_(batch.nnz()) {}

  std::int64_t number() const { return divide_up(nnz_, length); }

  /// For a kernel with a section for each thread.
  Range<ExecutionSpace> range(const ExecutionSpace& space) const {
    return Range<ExecutionSpace>(space, 0, number());
  }

  /// The section of entry k.
  KOKKOS_INLINE_FUNCTION static std::int64_t of(std::int64_t k) { return k / length; }

  /// The entry after the last one of a section.
  KOKKOS_INLINE_FUNCTION std::int64_t end_of(std::int64_t section) const {
    return Kokkos::min((section + 1) * length, nnz_);
  }

  /// Calls `visit(image, k)` for the entries of a section.
  template <class Visit>
  KOKKOS_INLINE_FUNCTION void visit(std::int64_t section, const Visit& visit) const {
    visit_before(section, end_of(section), visit);
  }

  /// The same for its entries before one of them.
  template <class Visit>
  KOKKOS_INLINE_FUNCTION void visit_before(std::int64_t section, std::int64_t end,
                                           const Visit& visit) const {
    const std::int64_t first = section * length;
    if (first >= end) return;
    std::int64_t image = find_owner(row_map_, row_map_.extent(0) - 1, first);
    for (std::int64_t k = first; k < end; ++k) {
      while (row_map_(image + 1) <= k) ++image;
      visit(image, k);
    }
  }

 private:
  /// So many entries that there are few counts of a section, and so few that a single long image is
  /// spread over all threads, which are many on a device.
  static constexpr std::int64_t length = on_host<ExecutionSpace> ? 256 : 16;

  typename Matrix::row_map_type row_map_;
  std::int64_t nnz_;
};

/// Calls `visit(image, k)` for all entries of a batch.
template <class ExecutionSpace, class Matrix, class Visit>
static void for_each_entry(const ExecutionSpace& space, const std::string& label,
                           const Matrix& batch, const Visit& visit) {
  const Sections<ExecutionSpace, Matrix> sections(batch);
  Kokkos::parallel_for(
      label, sections.range(space),
      KOKKOS_LAMBDA(const std::int64_t s) { sections.visit(s, visit); });
}

}  // namespace SparseConv::Impl

#endif
