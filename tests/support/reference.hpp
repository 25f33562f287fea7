#ifndef SPARSECONV_TESTS_REFERENCE_HPP
#define SPARSECONV_TESTS_REFERENCE_HPP

#include <SparseConv/Filter.hpp>
#include <SparseConv/Options.hpp>
#include <map>
#include <support/SparseImages.hpp>
#include <vector>

namespace SparseConv::Test {

/// A pixel of a result: its value, and the magnitude of its terms, by which rounding is judged.
struct ReferencePixel {
  double sum = 0;
  double magnitude = 0;
};

/// For each image, the pixels that entries reach, by column.
using ReferenceResult = std::vector<std::map<std::int64_t, ReferencePixel>>;

/// The plain convolution, by its definition: one thread, one loop over entries and one over taps.
/// Of the options, those that say what the result is count: mode or window, boundary, correlate and
/// adjoint. Single precision means that weights are rounded to float; sums are always in double.
/// \param image shape of the images of the convolution, also where they come out of an adjoint
ReferenceResult reference_convolve(const SparseImages& images, ImageShape image,
                                   const Filter& filter, const Options& options,
                                   bool single_precision = false);

/// The same in a mode, for images as they are given.
ReferenceResult reference_convolve(const SparseImages& images, const Filter& filter, Mode mode,
                                   bool single_precision = false);

/// The part of the full result that options ask for.
OutputWindow reference_window(ImageShape image, ImageShape filter, const Options& options);

}  // namespace SparseConv::Test

#endif
