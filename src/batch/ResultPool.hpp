#ifndef SPARSECONV_BATCH_RESULTPOOL_HPP
#define SPARSECONV_BATCH_RESULTPOOL_HPP

#include <batch/ArrayPool.hpp>
#include <batch/copy.hpp>
#include <batch/spaces.hpp>

namespace SparseConv::Impl {

/// Memory for results: new arrays, arrays of earlier results, or the arrays of a batch into which
/// the caller wants the result written.
template <class Matrix>
class ResultPool {
 public:
  using Arrays = BatchArrays<Matrix>;

  /// \param most_bytes how many bytes the pool may keep
  explicit ResultPool(std::int64_t most_bytes) : most_bytes_(most_bytes) {}

  /// While a Preference lives, the pool hands out the arrays of a batch where they are long enough.
  class Preference {
   public:
    Preference(Arrays& preferred, const Matrix& batch) : preferred_(preferred) {
      using RowMap = decltype(Arrays::row_map);
      preferred_ = {RowMap(const_cast<std::int64_t*>(batch.graph.row_map.data()),
                           batch.graph.row_map.extent(0)),
                    batch.graph.entries, batch.values};
    }
    ~Preference() { preferred_ = {}; }
    Preference(const Preference&) = delete;
    Preference& operator=(const Preference&) = delete;

   private:
    Arrays& preferred_;
  };
  [[nodiscard]] Preference prefer(const Matrix& batch) {
    latest_ = nullptr;  // an address that may be handed out anew
    return Preference(preferred_, batch);
  }

  /// Room for the row map of `n` images.
  template <class ExecutionSpace>
  auto row_map(const ExecutionSpace& space, std::int64_t n) {
    const auto view =
        with_memory(n, 0, [&] { return row_maps_.take(space, n + 1, preferred_.row_map); });
    follow(preferred_.row_map, view);
    if (row_maps_.may_be_read()) wait_for_readers<ExecutionSpace>();
    return view;
  }

  /// Room for a batch with this row map and `nnz` entries.
  template <class ExecutionSpace>
  Arrays arrays(const ExecutionSpace& space, const decltype(Arrays::row_map)& row_map,
                std::int64_t nnz) {
    const Arrays made = with_memory(row_map.extent(0) - 1, nnz, [&] {
      return Arrays{row_map, entries_.take(space, nnz, preferred_.entries),
                    values_.take(space, nnz, preferred_.values)};
    });
    if (entries_.may_be_read() || values_.may_be_read()) wait_for_readers<ExecutionSpace>();
    follow(preferred_.entries, made.entries);
    follow(preferred_.values, made.values);
    latest_ = made.values.data();
    while (bytes() > most_bytes_) drop_oldest();
    return made;
  }

  /// Whether a batch lies in the arrays that the pool handed out last.
  bool is_latest(const Matrix& batch) const {
    return batch.nnz() > 0 && batch.values.data() == latest_;
  }

  /// A batch with the pixels of another one, in arrays that are taken for it. Its values are yet to
  /// be written.
  template <class ExecutionSpace>
  Matrix with_pixels_of(const ExecutionSpace& space, const Matrix& batch) {
    const Arrays copy = arrays(space, row_map(space, batch.numRows()), batch.nnz());
    copy_pixels(space, batch, copy);
    return copy.matrix(batch.numCols());
  }

  /// A copy of a batch, in arrays that are taken for it.
  template <class ExecutionSpace>
  Matrix copy(const ExecutionSpace& space, const Matrix& batch) {
    const Matrix copy = with_pixels_of(space, batch);
    Kokkos::deep_copy(space, copy.values, batch.values);
    return copy;
  }

  /// The same batch, with a row map that owns its memory: that of `preferred` if both begin at the
  /// same address. The row map of a batch is constant: where the pool does not keep `preferred`, it
  /// writes to it through a view that does not own the memory.
  static Matrix with_own_row_map(const Matrix& batch, const Matrix& preferred) {
    const auto& row_map = batch.graph.row_map;
    if (row_map.use_count() > 0 || row_map.data() != preferred.graph.row_map.data()) return batch;
    const auto range = Kokkos::make_pair(std::size_t(0), row_map.extent(0));
    return Matrix("SparseConv::batch", batch.numRows(), batch.numCols(), batch.nnz(), batch.values,
                  Kokkos::subview(preferred.graph.row_map, range), batch.graph.entries);
  }

  void clear() {
    row_maps_.clear();
    entries_.clear();
    values_.clear();
  }

 private:
  /// What was made of a preferred array is preferred from then on: a call may take arrays twice.
  template <class View>
  static void follow(View& preferred, const View& taken) {
    if (preferred.data() == taken.data()) preferred = taken;
  }

  /// The last holder of a result may have launched kernels that read the result, on any instance.
  /// One fence will do for all arrays of the next result, and others that nobody holds.
  template <class ExecutionSpace>
  void wait_for_readers() {
    if constexpr (!on_host<ExecutionSpace>) {
      row_maps_.expect_fence();
      entries_.expect_fence();
      values_.expect_fence();
      Kokkos::fence("SparseConv::batch::reuse");
    }
  }

  std::int64_t bytes() const { return row_maps_.bytes() + entries_.bytes() + values_.bytes(); }

  void drop_oldest() {
    row_maps_.drop_oldest();
    entries_.drop_oldest();
    values_.drop_oldest();
  }

  std::int64_t most_bytes_;
  ArrayPool<decltype(Arrays::row_map)> row_maps_{"SparseConv::batch::row_map"};
  ArrayPool<decltype(Arrays::entries)> entries_{"SparseConv::batch::entries"};
  ArrayPool<decltype(Arrays::values)> values_{"SparseConv::batch::values"};
  Arrays preferred_;
  const typename Matrix::value_type* latest_ = nullptr;
};

}  // namespace SparseConv::Impl

#endif
