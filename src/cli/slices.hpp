#ifndef SPARSECONV_CLI_SLICES_HPP
#define SPARSECONV_CLI_SLICES_HPP

#include "convolution.hpp"
#include "input.hpp"

/// \file
/// What the images of a convolution cost, from what is known before they are convolved.

namespace SparseConv::cli {

/// Work of an image: a step for each pair of entry and tap, one for each pixel that may be stored,
/// and one for the image.
ImageCost work_of_image(const Convolution& convolution, ImageShape output);

/// The most bytes that an image takes while it is convolved, with entries of so many bytes.
ImageCost memory_of_image(const Convolution& convolution, ImageShape output,
                          std::size_t bytes_of_entry);

/// Bytes that a slice may take: enough to keep every thread busy, little enough for progress to
/// show, and no more than the memory limit leaves now that the plan is set up.
/// \throws Error (system) if that is next to nothing
std::int64_t memory_of_slice(const Convolution& convolution, const Report& report,
                             std::size_t bytes_of_entry);

}  // namespace SparseConv::cli

#endif
