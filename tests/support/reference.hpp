#ifndef SPARSECONV_TESTS_REFERENCE_HPP
#define SPARSECONV_TESTS_REFERENCE_HPP

#include <SparseConv/Filter.hpp>
#include <map>
#include <support/SparseImages.hpp>
#include <vector>

namespace SparseConv::Test {

/// A pixel of a result: its value and the size of what was added up, against which rounding counts.
struct ReferencePixel {
  double sum = 0;
  double magnitude = 0;
};

/// For each image the pixels that an entry reaches with a tap, by column.
using ReferenceResult = std::vector<std::map<std::int64_t, ReferencePixel>>;

/// The plain convolution, by its definition: one thread, one loop over entries and one over taps.
/// Single precision means that weights are rounded to float; sums are always in double.
ReferenceResult reference_convolve(const SparseImages& images, const Filter& filter, Mode mode,
                                   bool single_precision = false);

}  // namespace SparseConv::Test

#endif
