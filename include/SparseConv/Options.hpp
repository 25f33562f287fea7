#ifndef SPARSECONV_OPTIONS_HPP
#define SPARSECONV_OPTIONS_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Boundary.hpp>
#include <SparseConv/Method.hpp>
#include <SparseConv/Normalize.hpp>
#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <limits>
#include <optional>

namespace SparseConv {

/// What a plan checks of the batches that it is given.
enum class Check {
  all,  ///< everything that validate() checks, for numeric() the pattern of the result, and for
        ///< apply_into() that the result is not the batch itself
  none  ///< nothing: the caller vouches that a batch is valid and its columns sorted and unique,
        ///< and for what else is checked. A kernel less, and no wait for what it finds; a batch
        ///< that is not as promised is undefined behaviour.
};

/// What a plan may be told besides the shapes. The defaults suit most uses.
///
/// The constructor of Plan throws an Error (input) that names the option, its value and the range
/// where one is out of the range given here.
struct Options {
  Mode mode = Mode::same;             ///< which part of the convolution is kept
  Method method = Method::automatic;  ///< how it is computed
  Check check = Check::all;           ///< what is checked of a batch

  /// A rectangle of the full result to keep, in place of `mode`. With `correlate` the full result
  /// is that of the turned filter. Height and width are at least 1; `row` is at least `h -
  /// max_extent` for a filter of height `h`, `row + height` at most `max_extent`; likewise for
  /// columns.
  std::optional<OutputWindow> window;

  /// What an image has beyond its edges. The result is that of a `valid` convolution of the
  /// extended image, which has what the result needs: `full` needs the filter's extent less one on
  /// each side, `same` half of that, `valid` nothing, so that with it all boundaries are the same.
  Boundary boundary = Boundary::zero;

  /// Correlates instead of convolving, as `scipy.signal.correlate2d` does: the filter is turned by
  /// half a turn, and `same` begins at row `h / 2` of `full`.
  bool correlate = false;

  /// Makes the plan the transpose of what it would be without: a plan for images of `image`, as its
  /// constructor is given, takes images of that plan's output shape and gives images of `image`.
  /// See Plan::adjoint().
  bool adjoint = false;

  /// Results of a smaller absolute value are dropped: finite and at least 0, which drops nothing.
  /// It is compared with the rounded sums, before they are normalized.
  double threshold = 0;
  /// What every image of a result is divided by. Values that are zero after that are dropped.
  Normalize normalize = Normalize::none;

  /// Images of the batches to expect, at least 0. `automatic` chooses by this and the two numbers
  /// below, once for the plan, so that a result does not depend on how a batch is cut up.
  std::int64_t expected_images = 1000;
  /// Stored entries of an image to expect, as a fraction of its pixels: finite and at least 0.
  double expected_density = 0.01;
  /// Bounding box of an image's entries to expect, as a fraction of its pixels: from 0 to 1.
  double expected_area = 1;

  /// Bytes that the matrix of `precomputed` may take, with what is made of it for each product: at
  /// least 0. Where that is not enough `precomputed` is refused, and `automatic` does without it.
  std::int64_t memory_budget = std::int64_t(4) << 30;

  /// Bytes of the buffers that `lazy` and `gather_scatter` fill at a time: at least 0. A batch is
  /// worked on in chunks of images that fit; where a single image does not, it is refused.
  std::int64_t max_buffer_bytes = std::int64_t(256) << 20;

  /// Bytes of released results that a plan may keep for the next results: at least 0. It never
  /// keeps more than two results. Plan::release_memory() frees them.
  std::int64_t max_kept_bytes = std::numeric_limits<std::int64_t>::max();

  /// Pixels of a result that `direct` works on at a time; 0 chooses: so many that threads share the
  /// work evenly (host), or 2048 (device). At most what fits the scratch memory of a team, and
  /// 65,536. The result does not depend on it.
  std::int64_t tile_pixels = 0;

  /// Threads that work together in `direct`; 0 chooses: one on a host, one or two warps on a
  /// device. At most what the execution space allows. The result does not depend on it.
  int team_size = 0;

  /// These options, with the expectations filled in from a batch: the number of its images, their
  /// density and, from a sample of them and only if `method` is `automatic`, the area of their
  /// entries. A program that reads its batches in pieces does best to ask once, with a batch that
  /// is like all of them.
  /// \param space  execution space instance; the call waits for it
  /// \param matrix a batch, or a caller's matrix as as_batch() takes it
  /// \param image  shape of the images
  /// \return a copy; everything else in it is as it was
  /// \throws Error (input) where output_shape() refuses the shape; (system) as as_batch() does
  template <class ExecutionSpace, class Matrix>
  [[nodiscard]] Options expecting(const ExecutionSpace& space, const Matrix& matrix,
                                  ImageShape image) const;
};

namespace Impl {

template <class Scalar, class Ordinal, class ExecutionSpace>
Options expecting(const Options& options, const ExecutionSpace& space,
                  const Batch<Scalar, Ordinal, ExecutionSpace>& batch, ImageShape image);

}  // namespace Impl

template <class ExecutionSpace, class Matrix>
Options Options::expecting(const ExecutionSpace& space, const Matrix& matrix,
                           ImageShape image) const {
  return Impl::expecting(*this, space, as_batch(space, matrix), image);
}

}  // namespace SparseConv

#endif
