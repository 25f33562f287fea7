#ifndef SPARSECONV_PLAN_HPP
#define SPARSECONV_PLAN_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/Batch.hpp>
#include <SparseConv/Filter.hpp>
#include <SparseConv/Method.hpp>
#include <SparseConv/Shape.hpp>
#include <memory>

namespace SparseConv {

/// What a plan may be told besides the shapes. The defaults suit most uses.
struct Options {
  Mode mode = Mode::same;             ///< which part of the convolution is kept
  Method method = Method::automatic;  ///< how it is computed

  /// Images of the batches to expect. `automatic` chooses by them, once for the plan, so that a
  /// result does not depend on how a batch is cut up.
  std::int64_t expected_images = 1000;
  double expected_density = 0.01;  ///< and stored entries of an image, in parts of its pixels,
  double expected_area = 1;        ///< and the bounding box of these, likewise

  /// Bytes that the matrix of `precomputed` may take, with what is made of it for each product;
  /// where that is not enough it is refused, and `automatic` does without it.
  std::int64_t memory_budget = std::int64_t(4) << 30;

  /// Bytes of the buffers that `lazy` and `gather_scatter` fill at a time. A batch is worked on in
  /// chunks of images that fit; where a single image does not, they are refused.
  std::int64_t max_buffer_bytes = std::int64_t(256) << 20;

  /// Pixels of an image that a team works on at a time; 0 chooses what fits the caches (host) or
  /// the scratch memory (device). The result does not depend on it.
  std::int64_t tile_pixels = 0;

  /// Threads of a team; 0 chooses: one on a host, a block on a device. The result does not depend
  /// on it.
  int team_size = 0;
};

/// A convolution that is set up once and applied to many batches.
///
/// A plan may keep the memory of results that were let go of, for the next ones.
///
/// A plan works on one batch at a time: threads of the host that convolve concurrently each need a
/// plan of their own.
///
/// \tparam Scalar         float or double
/// \tparam Ordinal        std::int32_t or std::int64_t
/// \tparam ExecutionSpace an execution space that Kokkos was built with
template <class Scalar = float, class Ordinal = std::int32_t,
          class ExecutionSpace = Kokkos::DefaultExecutionSpace>
class Plan {
 public:
  using batch_type = Batch<Scalar, Ordinal, ExecutionSpace>;  ///< what goes in and comes out
  /// Dense images: (image, row, column).
  using dense_type = Kokkos::View<Scalar***, Kokkos::LayoutRight, typename batch_type::device_type>;

  /// \param space  the execution space instance on which the plan is set up
  /// \param image  shape of the images
  /// \param filter what they are convolved with, rounded to Scalar
  /// \throws Error (input) for shapes that output_shape() refuses, and where the number of pixels
  /// of image or result does not fit Ordinal
  Plan(const ExecutionSpace& space, ImageShape image, const Filter& filter,
       const Options& options = {});
  ~Plan();
  Plan(Plan&&) noexcept;             ///< plans are moved, not copied
  Plan& operator=(Plan&&) noexcept;  ///< plans are moved, not copied

  /// Convolves every image of a batch, on the execution space instance given.
  /// \param batch `(n_images, H * W)`
  /// \return `(n_images, H_out * W_out)`: columns sorted and unique, no stored zero. The values of
  /// an image depend on that image alone, bit by bit.
  /// \throws Error (input) as validate() does, Error (system) where the method refuses the batch
  batch_type apply(const ExecutionSpace& space, const batch_type& batch);

  /// The same in another mode than the plan's. What a method has to set up for a mode it sets up
  /// once and keeps.
  batch_type apply(const ExecutionSpace& space, const batch_type& batch, Mode mode);

  /// Convolves one image given as an `H x W` matrix.
  /// \return an `H_out x W_out` matrix, canonical like the result of apply()
  batch_type apply_image(const ExecutionSpace& space, const batch_type& image);

  /// Convolves dense images.
  /// \param images `(n_images, H, W)`; zeros count as pixels that are not stored
  /// \return `(n_images, H_out, W_out)`
  dense_type apply_dense(const ExecutionSpace& space, const dense_type& images);

  /// First half of a convolution whose values change while its pattern stays: the pixels that the
  /// entries of a batch reach with a tap, each with the value 0.
  /// \throws Error (input) as validate() does, and unless the method is `direct` or `precomputed`
  batch_type symbolic(const ExecutionSpace& space, const batch_type& batch);

  /// Second half: computes the values of `result`, and nothing else.
  /// \param batch  the pattern that symbolic() was given, with any values
  /// \param result what symbolic() returned; `precomputed` takes that of its latest call alone.
  ///               Values that cancel to zero stay stored.
  void numeric(const ExecutionSpace& space, const batch_type& batch, const batch_type& result);

  /// Replaces the weights of the filter. Results of symbolic() have to be made anew.
  /// \throws Error (input) if the shape is not that of the plan's filter
  void update_filter(const ExecutionSpace& space, const Filter& filter);

  ImageShape image_shape() const;   ///< shape of the images that go in
  ImageShape filter_shape() const;  ///< shape of the filter
  ImageShape output_shape() const;  ///< shape of the images that come out
  Mode mode() const;                ///< the mode asked for
  Method method() const;            ///< the method that is used: never `automatic`

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv

#endif
