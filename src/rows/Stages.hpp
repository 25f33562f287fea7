#ifndef SPARSECONV_ROWS_STAGES_HPP
#define SPARSECONV_ROWS_STAGES_HPP

#include <SparseConv/Filter.hpp>
#include <SparseConv/Options.hpp>
#include <optional>
#include <rows/Extension.hpp>

/// \file
/// What a plan does to an image, as its options have it:
///
///     image  ---- extend ---->  extended image  ---- convolve ---->  result
///     image  <----- fold -----  extended image  <--- convolve -----  result      (the adjoint)
///
/// The extended image is the part of the endlessly extended image that the result needs, so that
/// the convolution is a `valid` one. Where the result needs nothing beyond the image's edges there
/// is only the convolution, unless the window leaves out pixels that `valid` has, or begins before
/// the full result: methods need not know of such windows.

namespace SparseConv::Impl {

struct Stages {
  /// What goes in and what comes out of all stages together, and where they lie: tap (i, j) carries
  /// pixels as Geometry says, wherever they are extended from.
  Geometry whole;
  Geometry convolution;  ///< of the stage that convolves
  std::optional<Extension>
      extension;  ///< before the convolution or, in an adjoint, undone after it
  bool adjoint;
  bool turned;  ///< whether the convolution takes the filter turned by half a turn

  bool extends() const { return extension && !adjoint; }
  bool folds() const { return extension && adjoint; }
};

/// The window of the full result that options ask for. \throws Error (input) as output_shape()
/// does, and for a window out of its range
OutputWindow window_of(ImageShape image, ImageShape filter, const Options& options);

/// \param window of the full result
/// \throws Error (input) where an extended image would be larger than an image can be
Stages make_stages(ImageShape image, ImageShape filter, const OutputWindow& window,
                   const Options& options);

}  // namespace SparseConv::Impl

#endif
