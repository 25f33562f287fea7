#include "Slicer.hpp"

#include <SparseConv/Error.hpp>
#include <utility>

#include "slices.hpp"

namespace SparseConv::cli {

Slicer::Slicer(const Convolution& convolution, ImageShape output, std::size_t bytes_of_entry,
               std::int64_t limit, std::vector<std::int64_t> sorted)
    : convolution_(convolution),
      output_(output),
      cost_(memory_of_image(convolution, output, bytes_of_entry)),
      bytes_of_entry_(bytes_of_entry),
      limit_(limit),
      sorted_(std::move(sorted)) {}

Slice Slicer::next(Range rows) {
  const std::int64_t height = convolution_.image.height;
  const Range images{rows.first / height, rows.last / height};
  const bool whole = rows.first % height == 0 && images.first < images.last;
  if (!whole || !fits(images.first))
    return band(images.first, {rows.first - images.first * height,
                               std::min(rows.last - images.first * height, height)});
  const std::int64_t last =
      end_of_slice(convolution_.input, images.first, images.last, cost_, limit_);
  return {{rows.first, last * height}, {}};
}

bool Slicer::fits(std::int64_t image) const {
  const auto offsets = convolution_.input.offsets(image, image + 1);
  return cost_(offsets[1] - offsets[0]) <= limit_;
}

/// The first band of some rows, which are counted from the top of the image.
Slice Slicer::band(std::int64_t image, Range rows) {
  const std::int64_t reach = convolution_.filter.shape().height - 1;
  const std::int64_t above = std::max<std::int64_t>(rows.first - reach, 0);
  const ImageRows& known = index(image, {above, rows.last});
  const auto fits_to = [&](std::int64_t row) {
    return memory_of_band(known.count({above, row}), row - above + reach) <= limit_;
  };
  const auto end_of_step = [&](std::int64_t row) { return std::min(known.next(row), rows.last); };
  std::int64_t last = end_of_step(rows.first);
  while (last < rows.last && fits_to(end_of_step(last))) last = end_of_step(last);
  const std::int64_t top = image * convolution_.image.height;
  const Range needed = known.in_steps({above, last});
  const std::int64_t width = convolution_.image.width;
  return {{top + rows.first, top + last},
          Band{image,
               known.entries(needed),
               {needed.first * width, needed.last * width},
               known.count(needed),
               {first_pixel(rows.first), first_pixel(last)}}};
}

/// Knows some rows of an image. Unless it is known to be sorted only all of its entries can tell.
const ImageRows& Slicer::index(std::int64_t image, Range rows) {
  const bool sorted = std::find(sorted_.begin(), sorted_.end(), image) != sorted_.end();
  if (!sorted) rows = {0, convolution_.image.height};
  if (image != indexed_ || !index_->cover(rows))
    index_.emplace(convolution_.input, image, convolution_.image, rows);
  indexed_ = image;
  SPARSECONV_THROW_IF(sorted && !index_->sorted(), input,
                      convolution_.input.info().file + ": image " + std::to_string(image) +
                          " was sorted and is not any more: leave the file as it is");
  return *index_;
}

std::int64_t Slicer::memory_of_band(std::int64_t nnz, std::int64_t height) const {
  return memory_of_image(convolution_, {height, output_.width}, bytes_of_entry_)(nnz);
}

/// The first pixel of the result that needs a row of the image, or one below it. The last row of
/// the image has all that follow.
std::int64_t Slicer::first_pixel(std::int64_t row) const {
  if (row == 0) return 0;
  if (row == convolution_.image.height) return output_.size();
  const std::int64_t origin =
      output_origin(convolution_.filter.shape().height, convolution_.options.mode);
  return std::clamp<std::int64_t>(row - origin, 0, output_.height) * output_.width;
}

}  // namespace SparseConv::cli
