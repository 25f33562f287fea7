#ifndef SPARSECONV_METHODS_PRECOMPUTED_PRECOMPUTED_HPP
#define SPARSECONV_METHODS_PRECOMPUTED_PRECOMPUTED_HPP

#include <KokkosKernels_Handle.hpp>
#include <KokkosSparse_SortCrs.hpp>
#include <KokkosSparse_spgemm.hpp>
#include <SparseConv/Error.hpp>
#include <algorithm>
#include <batch/compact.hpp>
#include <batch/spaces.hpp>
#include <limits>
#include <methods/Convolution.hpp>
#include <methods/Taps.hpp>
#include <type_traits>

namespace SparseConv::Impl {

/// Calls `visit(run, y, first, last)` for each run of which columns `first` to `last - 1` of row
/// `y` of the result are reached from a pixel of the image.
template <class AnyTaps, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_reached_row(const AnyTaps& taps, PixelGrid::Pixel pixel,
                                                 ImageShape output, const Visit& visit) {
  for (std::int64_t r = 0; r < taps.n_runs(); ++r) {
    const Run run = taps.runs(r);
    const std::int64_t y = pixel.row + run.row, x = pixel.column + run.column;
    const std::int64_t first = Kokkos::max<std::int64_t>(x, 0);
    const std::int64_t last = Kokkos::min<std::int64_t>(x + run.length, output.width);
    if (y >= 0 && y < output.height && first < last)
      visit(y, first, last, run.first_weight + first - x);
  }
}

/// The doubly blocked Toeplitz matrix of a filter: row p holds what pixel p of the image adds to
/// the pixels of the result. Its columns ascend.
template <class Matrix, class ExecutionSpace, class AnyTaps>
Matrix make_toeplitz(const ExecutionSpace& space, const Geometry& geometry, const AnyTaps& taps) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const PixelGrid grid(geometry.image.width);
  const ImageShape output = geometry.output;
  const std::int64_t n = geometry.image.size();
  const auto offsets = make_counts(space, "SparseConv::precomputed::offsets", n);
  const Kokkos::RangePolicy<ExecutionSpace> all_pixels(space, 0, n);
  Kokkos::parallel_for(
      "SparseConv::precomputed::count", all_pixels, KOKKOS_LAMBDA(const std::int64_t p) {
        std::int64_t count = 0;
        for_each_reached_row(taps, grid.split(p), output,
                             [&](std::int64_t, std::int64_t first, std::int64_t last,
                                 std::int64_t) { count += last - first; });
        offsets(p) = count;
      });
  const std::int64_t nnz = counts_to_offsets(space, "SparseConv::precomputed::scan", offsets);
  const auto parts = allocate_parts<Matrix>(space, n, nnz);
  Kokkos::deep_copy(space, parts.row_map, offsets);
  Kokkos::parallel_for(
      "SparseConv::precomputed::fill", all_pixels, KOKKOS_LAMBDA(const std::int64_t p) {
        std::int64_t next = offsets(p);
        for_each_reached_row(
            taps, grid.split(p), output,
            [&](std::int64_t y, std::int64_t first, std::int64_t last, std::int64_t weight) {
              for (std::int64_t x = first; x < last; ++x, ++next) {
                parts.entries(next) = static_cast<Ordinal>(y * output.width + x);
                parts.values(next) = taps.weights(weight + x - first);
              }
            });
      });
  return parts.matrix(static_cast<Ordinal>(output.size()));
}

/// Entries of the fullest image.
template <class ExecutionSpace, class Matrix>
std::int64_t most_entries(const ExecutionSpace& space, const Matrix& batch) {
  const auto row_map = batch.graph.row_map;
  std::int64_t most = 0;
  Kokkos::parallel_reduce(
      "SparseConv::precomputed::most_entries",
      Kokkos::RangePolicy<ExecutionSpace>(space, 0, static_cast<std::int64_t>(batch.numRows())),
      KOKKOS_LAMBDA(const std::int64_t i, std::int64_t& largest) {
        largest = Kokkos::max(largest, row_map(i + 1) - row_map(i));
      },
      Kokkos::Max<std::int64_t>(most));
  space.fence("SparseConv::precomputed::most_entries");
  return most;
}

/// Bytes of the Toeplitz matrix and of what a product makes of its columns for a while (see
/// make_handle()), at most; the largest number there is where that does not fit.
template <class Scalar>
std::int64_t toeplitz_bytes(const Geometry& geometry, std::int64_t n_taps) {
  const double entries = static_cast<double>(geometry.image.size()) * static_cast<double>(n_taps);
  const double bytes = entries * (sizeof(Scalar) + 3 * sizeof(std::int32_t)) +
                       static_cast<double>(geometry.image.size() + 1) * sizeof(std::int64_t);
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  return bytes < static_cast<double>(largest) ? static_cast<std::int64_t>(bytes) : largest;
}

/// The same matrix with columns of another type, which hold them; the rest is shared.
template <class To, class ExecutionSpace, class From>
To with_columns(const ExecutionSpace& space, const From& from) {
  if constexpr (std::is_same_v<To, From>) {
    return from;
  } else {
    using Entries = typename To::index_type::non_const_type;
    const Entries entries(
        Kokkos::view_alloc(space, Kokkos::WithoutInitializing, "SparseConv::precomputed::entries"),
        from.graph.entries.extent(0));
    Kokkos::deep_copy(space, entries, from.graph.entries);
    return To("SparseConv::batch", from.numRows(), from.numCols(), from.nnz(), from.values,
              from.graph.row_map, entries);
  }
}

/// Multiplies the batch by the doubly blocked Toeplitz matrix of the filter, which is built once,
/// with the sparse matrix product of Kokkos Kernels. That is compiled for 32-bit columns alone, as
/// it takes long to compile, and images with more pixels have too large a matrix anyway.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Precomputed : public Convolution<Scalar, Ordinal, ExecutionSpace> {
 public:
  using typename Convolution<Scalar, Ordinal, ExecutionSpace>::Matrix;

  Precomputed(const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
              const Options& options) {
    const auto taps = make_taps<Scalar>(space, filter, geometry);
    const std::int64_t bytes = toeplitz_bytes<Scalar>(geometry, taps.n_taps);
    SPARSECONV_THROW_IF(bytes > options.memory_budget || !is_countable(geometry), system,
                        "the method precomputed needs a matrix of " + std::to_string(bytes) +
                            " bytes for images of " + to_string(geometry.image) + " and " +
                            std::to_string(taps.n_taps) + " taps, but may use " +
                            std::to_string(options.memory_budget) +
                            " (memory_budget), and 2^31 - 1 pixels: use the method direct");
    n_taps_ = taps.n_taps;
    toeplitz_ = make_toeplitz<Factor>(space, geometry, taps);
  }

  /// An image may have all pixels stored.
  static Cost cost(const Workload& work, const Options& options) {
    constexpr CostPerUnit per_unit{5.78e3, 16.7, 26, 0.297, 12, 0.0785, 0.00689, 1.22};
    constexpr CostPerUnit per_unit_of_setup{0, 0, 0, 0, 0, 0, 0, 6};
    const std::int64_t bytes = toeplitz_bytes<Scalar>(work.geometry, work.n_taps);
    return {bytes <= options.memory_budget && is_countable(work.geometry) &&
                work.toeplitz() < max_products,
            per_unit_of_setup.seconds(work), per_unit.seconds(work)};
  }

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch) override {
    if (is_empty(batch)) return empty_result(space, batch);
    const Handle handle = make_handle();
    const Factor product = multiply(space, *handle, as_factor(space, batch));
    return with_columns<Matrix>(space, drop_zeros(space, product));
  }

  Matrix symbolic(const ExecutionSpace& space, const Matrix& batch) override {
    if (is_empty(batch)) return empty_result(space, batch);
    handle_ = make_handle();
    images_ = as_factor(space, batch);
    pattern_ = multiply(space, *handle_, images_);
    Kokkos::deep_copy(space, pattern_.values, Scalar(0));
    result_ = with_columns<Matrix>(space, pattern_);
    return result_;
  }

  void numeric(const ExecutionSpace& space, const Matrix& batch, const Matrix& result) override {
    if (is_empty(batch)) return;
    SPARSECONV_THROW_IF(
        result.graph.entries.data() != result_.graph.entries.data() || batch.nnz() != images_.nnz(),
        input,
        "the method precomputed computes values only into the result of its latest "
        "call of symbolic, for a batch of the same pattern");
    images_.values = batch.values;
    multiply_values(space, *handle_, images_, pattern_);
  }

 private:
  using Factor = Batch<Scalar, std::int32_t, ExecutionSpace>;
  using KernelHandle = KokkosKernels::Experimental::KokkosKernelsHandle<
      std::int64_t, std::int32_t, Scalar, ExecutionSpace, typename ExecutionSpace::memory_space,
      typename ExecutionSpace::memory_space>;
  using Handle = std::unique_ptr<KernelHandle>;

  /// Kokkos Kernels counts the products of an image in an `int`.
  static constexpr std::int64_t max_products = std::numeric_limits<int>::max();

  static bool is_countable(const Geometry& geometry) {
    return std::max(geometry.image.size(), geometry.output.size()) < max_products;
  }

  bool is_empty(const Matrix& batch) const { return batch.nnz() == 0 || toeplitz_.nnz() == 0; }

  Matrix empty_result(const ExecutionSpace& space, const Matrix& batch) const {
    return empty_batch<Matrix>(space, batch.numRows(), {1, toeplitz_.numCols()});
  }

  Factor as_factor(const ExecutionSpace& space, const Matrix& batch) const {
    SPARSECONV_THROW_IF(static_cast<std::int64_t>(batch.numRows()) >= max_products, system,
                        "the method precomputed cannot count " + std::to_string(batch.numRows()) +
                            " images, more than 2^31 - 2: convolve fewer at a time");
    check_products(most_entries(space, batch));
    return with_columns<Factor>(space, batch);
  }

  void check_products(std::int64_t entries) const {
    SPARSECONV_THROW_IF(entries > max_products / n_taps_, system,
                        "the method precomputed cannot count the products of an image with " +
                            std::to_string(entries) + " entries and " + std::to_string(n_taps_) +
                            " taps, more than 2^31 - 1: use the method direct");
  }

  /// A handle belongs to one pattern: each batch gets its own. On a host a dense accumulator was as
  /// fast as a hash map or faster, and SPGEMM_KK, which chooses between the two, leaves a region of
  /// Kokkos Tools open (4.5 to 4.7).
  Handle make_handle() const {
    auto handle = std::make_unique<KernelHandle>();
    handle->create_spgemm_handle(on_host<ExecutionSpace> ? KokkosSparse::SPGEMM_KK_DENSE
                                                         : KokkosSparse::SPGEMM_KK);
    // For each batch the columns of the Toeplitz matrix are compressed anew: at once, without
    // counting before, takes half as long for more memory. It is the only way on a device.
    handle->get_spgemm_handle()->set_compression_steps(true);
    return handle;
  }

  Factor multiply(const ExecutionSpace& space, KernelHandle& handle, const Factor& images) const {
    Factor product;
    space.fence("SparseConv::precomputed::symbolic");
    KokkosSparse::spgemm_symbolic(handle, images, false, toeplitz_, false, product);
    multiply_values(space, handle, images, product);
    return product;
  }

  /// Kokkos Kernels works on the default instance of the space: this one has to be done before, and
  /// that one after.
  void multiply_values(const ExecutionSpace& space, KernelHandle& handle, const Factor& images,
                       Factor& product) const {
    space.fence("SparseConv::precomputed::numeric");
    KokkosSparse::spgemm_numeric(handle, images, false, toeplitz_, false, product);
    ExecutionSpace().fence("SparseConv::precomputed::numeric");
    if (!KokkosSparse::isCrsGraphSorted(product.graph.row_map, product.graph.entries))
      KokkosSparse::sort_crs_matrix(space, product);
  }

  std::int64_t n_taps_;
  Factor toeplitz_;
  Handle handle_;            ///< of the latest symbolic()
  Factor images_, pattern_;  ///< what it multiplied, and the product
  Matrix result_;            ///< what it returned; the values are those of the product
};

}  // namespace SparseConv::Impl

SPARSECONV_DEFINE_METHOD(precomputed, Precomputed)
#define SPARSECONV_INSTANTIATE(...) SPARSECONV_INSTANTIATE_METHOD(precomputed, __VA_ARGS__)

#endif
