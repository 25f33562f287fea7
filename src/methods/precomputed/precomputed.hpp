#ifndef SPARSECONV_METHODS_PRECOMPUTED_PRECOMPUTED_HPP
#define SPARSECONV_METHODS_PRECOMPUTED_PRECOMPUTED_HPP

#include <KokkosKernels_Handle.hpp>
#include <KokkosSparse_SortCrs.hpp>
#include <KokkosSparse_spgemm.hpp>
#include <SparseConv/Error.hpp>
#include <algorithm>
#include <batch/compact.hpp>
#include <batch/longest_image.hpp>
#include <batch/spaces.hpp>
#include <limits>
#include <methods/precomputed/Toeplitz.hpp>
#include <methods/precomputed/same_pattern.hpp>
#include <methods/registry.hpp>
#include <type_traits>

namespace SparseConv::Impl {

/// The most bytes that the Toeplitz matrix and, while a product is made, its compressed columns
/// take (see make_handle()); or the largest number if the bytes do not fit 64 bits.
template <class Scalar>
std::int64_t toeplitz_bytes(const Geometry& geometry, std::int64_t n_taps) {
  const double entries = static_cast<double>(geometry.image.size()) * static_cast<double>(n_taps);
  const double bytes = entries * (sizeof(Scalar) + 3 * sizeof(std::int32_t)) +
                       static_cast<double>(geometry.image.size() + 1) * sizeof(std::int64_t);
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  return bytes < static_cast<double>(largest) ? static_cast<std::int64_t>(bytes) : largest;
}

/// The same matrix with columns of another type, which must fit all column numbers. Both matrices
/// share row map and values.
template <class To, class ExecutionSpace, class From>
To with_columns(const ExecutionSpace& space, const From& from) {
  if constexpr (std::is_same_v<To, From>) {
    return from;
  } else {
    using Entries = typename To::index_type::non_const_type;
    const auto entries = allocate<Entries>(space, "SparseConv::precomputed::entries",
                                           static_cast<std::int64_t>(from.nnz()));
    Kokkos::deep_copy(space, entries, from.graph.entries);
    return To("SparseConv::batch", from.numRows(), from.numCols(), from.nnz(), from.values,
              from.graph.row_map, entries);
  }
}

/// The same matrix with a row map and columns that nobody else can change or free.
template <class ExecutionSpace, class Matrix>
Matrix with_own_pattern(const ExecutionSpace& space, const Matrix& from) {
  using RowMap = typename Matrix::row_map_type::non_const_type;
  using Entries = typename Matrix::index_type::non_const_type;
  const auto row_map =
      allocate<RowMap>(space, "SparseConv::precomputed::row_map", from.graph.row_map.extent(0));
  const auto entries =
      allocate<Entries>(space, "SparseConv::precomputed::entries", from.graph.entries.extent(0));
  Kokkos::deep_copy(space, row_map, from.graph.row_map);
  Kokkos::deep_copy(space, entries, from.graph.entries);
  return Matrix("SparseConv::batch", from.numRows(), from.numCols(), from.nnz(), from.values,
                row_map, entries);
}

/// Multiplies the batch by the doubly blocked Toeplitz matrix of the filter, which is built once,
/// with the sparse matrix product of Kokkos Kernels. The product is compiled for 32-bit columns
/// only: it takes long to compile, and images with more pixels have too large a matrix anyway.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Precomputed : public Algorithm<Scalar, Ordinal, ExecutionSpace> {
 public:
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Matrix;
  using typename Algorithm<Scalar, Ordinal, ExecutionSpace>::Results;

  Precomputed(const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
              const Options& options)
      : checks_(options.check == Check::all) {
    const auto taps = make_taps<Scalar>(space, filter, geometry);
    const std::int64_t bytes = toeplitz_bytes<Scalar>(geometry, taps.n_taps);
    SPARSECONV_THROW_IF(!is_countable(geometry), system,
                        "the method precomputed cannot count the pixels of images of " +
                            to_string(geometry.image) + " or of results of " +
                            to_string(geometry.output) +
                            ", more than 2^31 - 2: use the method direct");
    SPARSECONV_THROW_IF(bytes > options.memory_budget, system,
                        "the method precomputed needs a matrix of " + std::to_string(bytes) +
                            " bytes for images of " + to_string(geometry.image) + " and " +
                            std::to_string(taps.n_taps) + " taps, but may use " +
                            std::to_string(options.memory_budget) +
                            " (memory_budget): raise it, or use the method direct");
    n_taps_ = taps.n_taps;
    toeplitz_ = make_toeplitz<Factor>(space, geometry, taps);
  }

  /// The limit of products is checked for an image that stores all pixels.
  static Cost cost(const Workload& work, const Options& options) {
    constexpr CostPerUnit per_unit{5.78e3, 16.7, 26, 0.297, 12, 0.0785, 0.00689, 1.22};
    constexpr CostPerUnit per_unit_of_setup{0, 0, 0, 0, 0, 0, 0, 6};
    const std::int64_t bytes = toeplitz_bytes<Scalar>(work.geometry, work.n_taps);
    const bool fits = bytes <= options.memory_budget && is_countable(work.geometry) &&
                      work.toeplitz() < max_products;
    return {fits ? Fit::always : Fit::never, per_unit_of_setup.seconds(work),
            per_unit.seconds(work)};
  }

  Matrix convolve(const ExecutionSpace& space, const Matrix& batch, Results&) override {
    if (is_empty(batch)) return empty_result(space, batch);
    const Handle handle = make_handle();
    const Factor product = multiply(space, *handle, as_factor(space, batch));
    const bool zeros = count_zeros(space, product.values) > 0;
    return with_columns<Matrix>(space, zeros ? drop_zeros(space, product) : product);
  }

  bool has_phases() const override { return true; }

  Matrix symbolic(const ExecutionSpace& space, const Matrix& batch, Results&) override {
    if (is_empty(batch)) return empty_result(space, batch);
    Handle handle = make_handle();
    const Factor images = with_own_pattern(space, as_factor(space, batch));
    const Factor pattern = multiply(space, *handle, images);
    Kokkos::deep_copy(space, pattern.values, Scalar(0));
    result_ = with_columns<Matrix>(space, pattern);
    // Nothing throws from here on: until then numeric() goes on with the result before.
    handle_ = std::move(handle);
    images_ = images;
    images_.values = {};  // which belong to the caller
    pattern_ = pattern;
    return result_;
  }

  void numeric(const ExecutionSpace& space, const Matrix& batch, const Matrix& result) override {
    if (is_empty(batch) && result.nnz() == 0) return;
    SPARSECONV_THROW_IF(result.graph.entries.data() != result_.graph.entries.data() ||
                            result.values.data() != result_.values.data() ||
                            batch.nnz() != images_.nnz() ||
                            (checks_ && !same_pattern(space, batch, images_)),
                        input,
                        "the method precomputed computes values only into the result of its latest "
                        "call of symbolic, for a batch of the same pattern");
    Factor images = images_;
    images.values = batch.values;
    multiply_values(space, *handle_, images, pattern_);
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
    check_products(longest_image(space, batch.graph.row_map));
    return with_columns<Factor>(space, batch);
  }

  void check_products(std::int64_t entries) const {
    SPARSECONV_THROW_IF(entries > max_products / n_taps_, system,
                        "the method precomputed cannot count the products of an image with " +
                            std::to_string(entries) + " entries and " + std::to_string(n_taps_) +
                            " taps, more than 2^31 - 1: use the method direct");
  }

  /// A handle belongs to one pattern, so each batch gets its own. On a host a dense accumulator was
  /// as fast as a hash map or faster, and SPGEMM_KK, which chooses between the two, leaves a region
  /// of Kokkos Tools open (4.5 to 4.7).
  Handle make_handle() const {
    auto handle = std::make_unique<KernelHandle>();
    handle->create_spgemm_handle(on_host<ExecutionSpace> ? KokkosSparse::SPGEMM_KK_DENSE
                                                         : KokkosSparse::SPGEMM_KK);
    // Each product compresses the columns of the Toeplitz matrix anew. Compressing in one step,
    // without counting first, takes half as long and more memory; on a device it is the only way.
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

  /// Kokkos Kernels works on the default instance of the space. This takes two fences: the caller's
  /// instance must be done before the product begins, and the default instance must be done after.
  void multiply_values(const ExecutionSpace& space, KernelHandle& handle, const Factor& images,
                       Factor& product) const {
    space.fence("SparseConv::precomputed::numeric");
    KokkosSparse::spgemm_numeric(handle, images, false, toeplitz_, false, product);
    ExecutionSpace().fence("SparseConv::precomputed::numeric");
    if (!KokkosSparse::isCrsGraphSorted(product.graph.row_map, product.graph.entries))
      KokkosSparse::sort_crs_matrix(space, product);
  }

  bool checks_;
  std::int64_t n_taps_ = 0;
  Factor toeplitz_;
  Handle handle_;            ///< the handle of the latest symbolic()
  Factor images_, pattern_;  ///< the batch and the product of the latest symbolic()
  Matrix result_;            ///< the result of the latest symbolic(); it has the product's values
};

template <>
struct ClassOf<Method::precomputed> {
  template <class Scalar, class Ordinal, class ExecutionSpace>
  using type = Precomputed<Scalar, Ordinal, ExecutionSpace>;
};

}  // namespace SparseConv::Impl

#endif
