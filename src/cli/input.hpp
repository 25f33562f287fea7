#ifndef SPARSECONV_CLI_INPUT_HPP
#define SPARSECONV_CLI_INPUT_HPP

#include <SparseConv/io.hpp>
#include <cstdint>
#include <functional>
#include <optional>

/// \file
/// Going through a batch in a file, slice after slice, or through an image, part after part.

namespace SparseConv::cli {

/// Shape of the images of a batch: the file's own, or the one given on the command line.
/// \throws Error (input) if there is neither, if they differ, or for another number of pixels
ImageShape image_shape(const io::BatchInfo& info, std::optional<ImageShape> given);

/// Cost of an image, from the number of its stored entries.
using ImageCost = std::function<std::int64_t(std::int64_t nnz)>;

/// Entries that a slice may have: enough to keep every thread busy, little enough for progress to
/// show.
inline constexpr std::int64_t default_slice_cost = std::int64_t{1} << 24;

/// The end of the slice that begins with image `first` and does not reach beyond `last`: at least
/// one image, and else within `limit`.
std::int64_t end_of_slice(const io::BatchReader& reader, std::int64_t first, std::int64_t last,
                          const ImageCost& cost, std::int64_t limit);

/// Calls `work(first, last)` for consecutive slices that together are the first `n_images` images,
/// each of at least one image and else within `limit`; no images are one empty slice.
/// \throws Interrupted when a signal has come
void for_each_slice(const io::BatchReader& reader, std::int64_t n_images, const ImageCost& cost,
                    const std::function<void(std::int64_t first, std::int64_t last)>& work,
                    std::int64_t limit = default_slice_cost);

/// Calls `work(first, last)` for consecutive parts of entries `first` to `last - 1` of an image,
/// each few enough to be read beside a slice.
/// \throws Interrupted when a signal has come
void for_each_part(std::int64_t first, std::int64_t last,
                   const std::function<void(std::int64_t first, std::int64_t last)>& work);

}  // namespace SparseConv::cli

#endif
