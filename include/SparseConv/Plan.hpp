#ifndef SPARSECONV_PLAN_HPP
#define SPARSECONV_PLAN_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/Batch.hpp>
#include <SparseConv/Filter.hpp>
#include <SparseConv/Method.hpp>
#include <SparseConv/Options.hpp>
#include <SparseConv/Shape.hpp>
#include <memory>
#include <type_traits>

namespace SparseConv {

/// A convolution that is set up once and applied to many batches.
///
/// **Waiting.** All kernels run on the execution space instance that a call is given, in the order
/// of the calls. On a host space a call returns when its work is done. On a device a call waits for
/// its instance where the host has to know a number: what the check found (not with Check::none),
/// how many pixels the result has, and whether some of them became zero. Freeing the temporary
/// memory of a method may wait for the whole device. Apart from that, the last kernels of a result
/// may still run when a call returns: use it on the same instance, or fence. The methods other than
/// `direct` also wait between their steps, and `precomputed` works on the default instance of the
/// space.
///
/// **Memory.** A call allocates the arrays of its result, unless it can reuse those of an
/// earlier result that the caller has released, and the temporary memory of its method (see
/// Method). Kept memory is used again only when no kernel can be reading it: on a device the call
/// waits for that, once, for all kernels of the whole device, as freeing the memory would. A plan
/// keeps at most two results, within Options::max_kept_bytes, and the work space of its method.
/// Where memory, of host or device, does not suffice, a call throws an Error (system) and the plan
/// remains usable.
///
/// **Life.** A plan and all results are to be gone before `Kokkos::finalize`. An instance is to
/// live, and its stream too, until the plan's next call on another instance is done, which waits
/// for it, or until the plan is gone. A plan works on one batch at a time: threads of the host that
/// convolve concurrently each need a plan of their own. A plan that was moved from throws an Error
/// (input) from every member.
///
/// **Bits.** The values of an image depend on that image alone, bit by bit, whatever the batch
/// around it and the number of threads; `precomputed` on a device is the exception, as the sparse
/// product of Kokkos Kernels adds with atomics there. Serial and OpenMP give the same bits; a
/// device, which fuses products with sums, agrees with them to rounding.
///
/// Where a function takes a `Matrix`, that is a Batch or a matrix of the caller's that as_batch()
/// accepts. A converted row map is in memory that the plan keeps.
///
/// \tparam Scalar         float or double
/// \tparam Ordinal        std::int32_t or std::int64_t
/// \tparam ExecutionSpace an execution space that Kokkos and SparseConv are built for. Serial
///                        beside another space of the host needs SparseConv_ENABLE_SERIAL
template <class Scalar = float, class Ordinal = std::int32_t,
          class ExecutionSpace = Kokkos::DefaultExecutionSpace>
class Plan {
  static_assert(Impl::check_types<Scalar, Ordinal>());

 public:
  using batch_type = Batch<Scalar, Ordinal, ExecutionSpace>;  ///< what goes in and comes out
  /// Dense images: (image, row, column).
  using dense_type = Kokkos::View<Scalar***, Kokkos::LayoutRight, typename batch_type::device_type>;

  /// \param space   the execution space instance on which the plan is set up
  /// \param image   shape of the images
  /// \param filter  what they are convolved with, rounded to Scalar
  /// \param options see there
  /// \throws Error (input) for shapes that output_shape() refuses, where the number of pixels of
  /// image, result or extended image does not fit Ordinal, for a finite weight that is beyond
  /// Scalar, and for an option out of its range. An image is extended with a boundary, and with a
  /// window that leaves out pixels of the mode `valid` or begins before the full result.
  /// \throws Error (system) where the method does not fit its memory
  Plan(const ExecutionSpace& space, ImageShape image, const Filter& filter,
       const Options& options = {});
  ~Plan();
  Plan(Plan&&) noexcept;             ///< plans are moved, not copied
  Plan& operator=(Plan&&) noexcept;  ///< plans are moved, not copied

  /// Convolves every image of a batch.
  /// \param space execution space instance
  /// \param batch `(n_images, H * W)`
  /// \return `(n_images, H_out * W_out)`: columns sorted and unique, no stored zero
  /// \throws Error (input) as validate() does, Error (system) where the method refuses the batch
  template <class Matrix>
  [[nodiscard]] batch_type apply(const ExecutionSpace& space, const Matrix& batch) {
    return convolve(space, to_batch(space, batch), window());
  }

  /// The same in another mode than the plan's, with its other options. What a method has to set up
  /// for a mode it sets up once and keeps. An adjoint takes images of the shape that the mode
  /// gives.
  /// \throws Error as apply() and, for what it sets up, as the constructor do
  template <class Matrix>
  [[nodiscard]] batch_type apply(const ExecutionSpace& space, const Matrix& batch, Mode mode) {
    return convolve(space, to_batch(space, batch), window_of(mode));
  }

  /// apply() into memory of the caller's: the arrays of `result` are overwritten if they are long
  /// enough, and replaced by longer ones if not. A result that is handed back in again and again
  /// grows to the longest it has been: the plan remembers the whole of its arrays, also where it
  /// was shorter in between, within Options::max_kept_bytes.
  ///
  /// `direct` writes into these arrays at once; the results of other methods are copied into them.
  /// \param space  execution space instance
  /// \param batch  `(n_images, H * W)`, which shares no memory with `result`
  /// \param result any batch, an empty one too, in memory that nothing else uses until the call is
  ///               done; becomes what apply() returns
  /// \throws Error as apply() does, and Error (input) if `result` has an array of the batch
  template <class Matrix>
  void apply_into(const ExecutionSpace& space, const Matrix& batch, batch_type& result) {
    convolve_into(space, to_batch(space, batch), result, window());
  }

  /// The same in another mode than the plan's.
  /// \throws Error (input) also as SparseConv::output_shape() does for this mode
  template <class Matrix>
  void apply_into(const ExecutionSpace& space, const Matrix& batch, batch_type& result, Mode mode) {
    convolve_into(space, to_batch(space, batch), result, window_of(mode));
  }

  /// Convolves one image given as an `H x W` matrix.
  /// \param space execution space instance
  /// \param image its columns may be unsorted, and repeated
  /// \return an `H_out x W_out` matrix, canonical like the result of apply()
  /// \throws Error as apply() does, and Error (input) for a matrix of another shape
  template <class Matrix>
  [[nodiscard]] batch_type apply_image(const ExecutionSpace& space, const Matrix& image) {
    return convolve_image(space, to_batch(space, image), window());
  }

  /// The same in another mode than the plan's.
  /// \throws Error (input) also as SparseConv::output_shape() does for this mode
  template <class Matrix>
  [[nodiscard]] batch_type apply_image(const ExecutionSpace& space, const Matrix& image,
                                       Mode mode) {
    return convolve_image(space, to_batch(space, image), window_of(mode));
  }

  /// Convolves dense images.
  /// \param space  execution space instance
  /// \param images `(n_images, H, W)`; zeros count as pixels that are not stored
  /// \return `(n_images, H_out, W_out)`
  /// \throws Error (input) for images of another shape, or for more than an Ordinal can number;
  ///         Error (system) where memory is missing
  [[nodiscard]] dense_type apply_dense(const ExecutionSpace& space,
                                       const typename dense_type::const_type& images) {
    return convolve_dense(space, images, window());
  }

  /// The same in another mode than the plan's.
  /// \throws Error (input) also as SparseConv::output_shape() does for this mode
  [[nodiscard]] dense_type apply_dense(const ExecutionSpace& space,
                                       const typename dense_type::const_type& images, Mode mode) {
    return convolve_dense(space, images, window_of(mode));
  }

  /// The values of the convolution at some pixels only: no pattern is made, and what the batch
  /// reaches besides is not stored. The method is `direct`, whatever that of the plan, except for
  /// an adjoint with a boundary or a window, which may be made as a whole, by the method of the
  /// plan, and looked up.
  /// \param space   execution space instance
  /// \param batch   `(n_images, H * W)`
  /// \param pattern `(n_images, H_out * W_out)`, of the plan's types: its pixels count, its values
  ///                do not. The columns of the result are sorted and unique even if these are not.
  /// \return exactly the pixels of the pattern, in arrays of its own, zeros among them too: where
  /// the full result has no pixel, and where a sum is zero. Options::threshold drops none of them;
  /// for Options::normalize the total is that of these pixels only.
  /// \throws Error (input) as validate() does for either, or if one has more images
  template <class Matrix, class Pattern>
  [[nodiscard]] batch_type apply_at(const ExecutionSpace& space, const Matrix& batch,
                                    const Pattern& pattern) {
    return convolve_at(space, to_batch(space, batch), to_batch(space, pattern), window(), true);
  }

  /// The same in another mode than the plan's.
  /// \throws Error (input) also as SparseConv::output_shape() does for this mode
  template <class Matrix, class Pattern>
  [[nodiscard]] batch_type apply_at(const ExecutionSpace& space, const Matrix& batch,
                                    const Pattern& pattern, Mode mode) {
    return convolve_at(space, to_batch(space, batch), to_batch(space, pattern), window_of(mode),
                       true);
  }

  /// The values at the pixels that the batch itself stores, its stored zeros included.
  /// \throws Error (input) as validate() does, or if results have another shape than images
  template <class Matrix>
  [[nodiscard]] batch_type apply_at(const ExecutionSpace& space, const Matrix& batch) {
    return convolve_at_entries(space, to_batch(space, batch), true);
  }

  /// apply_at() for one image given as an `H x W` matrix, at the pixels of an `H_out x W_out`
  /// matrix. \return a matrix of the pattern's shape
  /// \throws Error as apply_at() does, and Error (input) for a matrix of another shape
  template <class Matrix, class Pattern>
  [[nodiscard]] batch_type apply_image_at(const ExecutionSpace& space, const Matrix& image,
                                          const Pattern& pattern) {
    return convolve_image_at(space, to_batch(space, image), to_batch(space, pattern));
  }

  /// apply() for parts of images. Options::normalize is ignored: normalizing a part would take its
  /// whole image.
  /// \param space execution space instance
  /// \param batch `(n_images, H * W)`, with the entries of some rows of each image
  /// \return `(n_images, H_out * W_out)`, what these entries add to the result
  /// \throws Error as apply() does
  template <class Matrix>
  [[nodiscard]] batch_type apply_part(const ExecutionSpace& space, const Matrix& batch) {
    return convolve_part(space, to_batch(space, batch));
  }

  /// apply_at() for parts of images, which ignores Options::normalize as well.
  /// \throws Error as apply_at() does
  template <class Matrix>
  [[nodiscard]] batch_type apply_part_at(const ExecutionSpace& space, const Matrix& batch) {
    return convolve_at_entries(space, to_batch(space, batch), false);
  }

  /// The same at the pixels of a pattern. \throws Error as apply_at() does
  template <class Matrix, class Pattern>
  [[nodiscard]] batch_type apply_part_at(const ExecutionSpace& space, const Matrix& batch,
                                         const Pattern& pattern) {
    return convolve_at(space, to_batch(space, batch), to_batch(space, pattern), window(), false);
  }

  /// First half of a convolution whose values change while its pattern stays: the pixels that the
  /// entries of a batch reach with a tap, each with the value 0.
  /// \param space execution space instance
  /// \param batch `(n_images, H * W)`
  /// \return `(n_images, H_out * W_out)`, canonical, in memory of its own
  /// \throws Error (input) as validate() does, and unless has_phases()
  template <class Matrix>
  [[nodiscard]] batch_type symbolic(const ExecutionSpace& space, const Matrix& batch) {
    return find_pattern(space, to_batch(space, batch));
  }

  /// Second half: computes the values of `result`, and nothing else.
  /// \param space  execution space instance
  /// \param batch  the pattern that symbolic() was given, with any values
  /// \param result what symbolic() returned; `precomputed` takes only that of its latest call.
  ///               Its values are written; sums that cancel to zero stay stored.
  /// \throws Error (input) as symbolic() does, if `result` has the values of the batch, before
  /// anything is written, and if the batch reaches a pixel that `result` does
  /// not store (`direct`) or has another pattern than symbolic() was given (`precomputed`). The
  /// values of `result` are then not to be used.
  template <class Matrix>
  void numeric(const ExecutionSpace& space, const Matrix& batch, batch_type& result) {
    compute_values(space, to_batch(space, batch), result);
  }

  /// The transpose of the plan's whole linear map, window, boundary and filter included: a plan
  /// that takes images of this plan's output shape and gives images of its image shape, such that
  /// `<A x, y> = <x, A^T y>` to rounding. Its adjoint is this plan again. With zeros around it is a
  /// convolution with the turned filter and costs what that costs. With another boundary, each
  /// image is convolved into the extended image, and the value of each extended pixel is then added
  /// to the pixel of the image that it copies. Options::threshold and Options::normalize, which are
  /// not linear, are left out. \throws Error as the constructor does
  [[nodiscard]] Plan adjoint(const ExecutionSpace& space) const;

  /// apply() of the adjoint plan, which is kept: the first call allocates it and sets it up.
  /// \param space execution space instance
  /// \param batch `(n_images, H_out * W_out)`
  /// \return `(n_images, H * W)`
  /// \throws Error as adjoint() and apply() do
  template <class Matrix>
  [[nodiscard]] batch_type apply_adjoint(const ExecutionSpace& space, const Matrix& batch) {
    return kept_adjoint(space).apply(space, batch);
  }

  /// Replaces the weights of the filter. Results of symbolic() have to be made anew. The method
  /// stays that which was chosen for the old filter, if `automatic` chose.
  /// \throws Error (input) if the shape is not that of the plan's filter, or as the constructor
  ///         does for weights; Error (system) where memory is missing: the plan has the new filter
  ///         then, which the next call sets up
  void update_filter(const ExecutionSpace& space, const Filter& filter);

  /// Frees what the plan keeps only to be faster: the memory of results that were released, and
  /// the work space of the methods. The set-up stays.
  void release_memory();

  [[nodiscard]] ImageShape image_shape() const;   ///< shape of the images that go in
  [[nodiscard]] ImageShape filter_shape() const;  ///< shape of the filter
  [[nodiscard]] ImageShape output_shape() const;  ///< shape of the images that come out
  [[nodiscard]] Mode mode() const;                ///< Options::mode; without effect beside a window
  /// The part of the full result that is kept; an adjoint takes images of this part.
  [[nodiscard]] OutputWindow window() const;
  [[nodiscard]] const Options& options() const;  ///< as the constructor was given them
  /// The method of apply(): never `automatic`. apply_at() uses `direct`, and so do symbolic() and
  /// numeric() where `automatic` chose a method that has none.
  [[nodiscard]] Method method() const;

  /// Whether the plan has symbolic() and numeric(): by its method, and without a threshold and
  /// Normalize, which need all values of an image. Where symbolic() and numeric() use `direct` and
  /// apply() does not, the first call of any of the three sets `direct` up, which takes memory.
  /// \throws Error (system) where that memory is missing
  [[nodiscard]] bool has_phases() const;

  /// Bytes that the method of the plan may take for its buffers while a batch is convolved, besides
  /// batch and result: Options::max_buffer_bytes for `lazy` and `gather_scatter`, the rows, and
  /// copies of entries, that all threads hold together for `direct` on a host, or else 0.
  /// \throws Error (system) as update_filter() does, if that has thrown before
  [[nodiscard]] std::int64_t buffer_bytes() const;

 private:
  using row_map_room = typename batch_type::row_map_type::non_const_type;

  batch_type convolve(const ExecutionSpace&, const batch_type&, const OutputWindow&);
  void convolve_into(const ExecutionSpace&, const batch_type&, batch_type& result,
                     const OutputWindow&);
  batch_type convolve_image(const ExecutionSpace&, const batch_type&, const OutputWindow&);
  batch_type convolve_part(const ExecutionSpace&, const batch_type&);
  batch_type convolve_at(const ExecutionSpace&, const batch_type&, const batch_type& pattern,
                         const OutputWindow&, bool whole);
  batch_type convolve_at_entries(const ExecutionSpace&, const batch_type&, bool whole);
  batch_type convolve_image_at(const ExecutionSpace&, const batch_type&, const batch_type& pattern);
  dense_type convolve_dense(const ExecutionSpace&, const typename dense_type::const_type&,
                            const OutputWindow&);
  batch_type find_pattern(const ExecutionSpace&, const batch_type&);
  void compute_values(const ExecutionSpace&, const batch_type&, batch_type& result);

  /// Room for a row map that has to be converted.
  row_map_room make_row_map(const ExecutionSpace&, std::int64_t n);

  static const batch_type& to_batch(const ExecutionSpace&, const batch_type& batch) {
    return batch;
  }
  template <class Matrix>
  batch_type to_batch(const ExecutionSpace& space, const Matrix& matrix) {
    static_assert(std::is_same_v<typename Impl::BatchOf<Matrix, ExecutionSpace>::type, batch_type>,
                  "SparseConv: the matrix has other values or columns than the plan: make a "
                  "Plan<Scalar, Ordinal, ExecutionSpace> of its types.");
    return Impl::as_batch(space, matrix, [&](std::int64_t n) { return make_row_map(space, n); });
  }

  /// The part of the full result that a mode is a name of.
  OutputWindow window_of(Mode mode) const;
  Plan& kept_adjoint(const ExecutionSpace&);
  void check_phases() const;

  struct State;
  State& state() const;
  std::unique_ptr<State> state_;
};

/// `Plan plan(space, shape, filter);` is a plan for `float` values and 32-bit columns.
template <class ExecutionSpace>
Plan(const ExecutionSpace&, ImageShape, const Filter&) -> Plan<float, std::int32_t, ExecutionSpace>;
/// The same with options.
template <class ExecutionSpace>
Plan(const ExecutionSpace&, ImageShape, const Filter&, const Options&)
    -> Plan<float, std::int32_t, ExecutionSpace>;

/// A plan whose execution space is that of `space`: `make_plan<double>(space, shape, filter)`.
template <class Scalar = float, class Ordinal = std::int32_t, class ExecutionSpace>
[[nodiscard]] Plan<Scalar, Ordinal, ExecutionSpace> make_plan(const ExecutionSpace& space,
                                                              ImageShape image,
                                                              const Filter& filter,
                                                              const Options& options = {}) {
  return {space, image, filter, options};
}

}  // namespace SparseConv

#endif
