#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cmath>
#include <io/sources/CsrSource.hpp>
#include <io/sources/Opening.hpp>
#include <io/sources/TemporaryArray.hpp>
#include <io/sources/hits/PixelSorter.hpp>
#include <io/sources/hits/sort_hits.hpp>
#include <io/sources/listed_shape.hpp>
#include <limits>
#include <utility>

namespace SparseConv::io {
namespace {

using std::to_string;

/// The largest number of images. A number that is larger is more likely a time, or the number of
/// an event among billions, for which an empty image each would fill the disk.
constexpr std::int64_t most_images = std::numeric_limits<std::int32_t>::max();

/// Up to here a float holds every whole number, such as a count of hits.
constexpr double largest_whole = 16777216;

/// How much of the time goes by until all hits are in sorted runs, which are then merged.
constexpr double time_of_runs = 0.75;

/// Throws unless a hit, the latest of the stream, is in one of the images.
void check(const Hit& hit, const HitStream& hits, ImageShape shape, std::int64_t n_images) {
  SPARSECONV_THROW_IF(hit.image >= n_images && n_images == most_images, input,
                      hits.where() + ": image " + to_string(hit.image) + " is not one of " +
                          to_string(n_images) +
                          ", the most that are read: is it a time, or the number of an event? "
                          "Number the images without gaps, from 0");
  SPARSECONV_THROW_IF(hit.image < 0 || hit.image >= n_images, input,
                      hits.where() + ": image " + to_string(hit.image) + " is not one of " +
                          to_string(n_images) + ", which count from 0");
  SPARSECONV_THROW_IF(
      hit.row < 0 || hit.row >= shape.height || hit.column < 0 || hit.column >= shape.width, input,
      hits.where() + ": row " + to_string(hit.row) + ", column " + to_string(hit.column) +
          " is not in an image of " + to_string(shape) + ", whose rows and columns count from 0");
}

/// The arrays of a matrix in CSR.
struct Arrays {
  explicit Arrays(const std::string& where)
      : data(std::make_unique<TemporaryArray<double>>(where + ": weights")),
        indices(std::make_unique<TemporaryArray<std::int64_t>>(where + ": pixels")),
        indptr(std::make_unique<TemporaryArray<std::int64_t>>(where + ": offsets")) {}

  void add(const SetPixel& pixel) {
    begin_images(pixel.image);
    indices->append(pixel.pixel);
    data->append(pixel.value);
    largest = std::max(largest, std::abs(pixel.value));
  }

  /// Stores the offsets of all images up to `last` that have none yet.
  void begin_images(std::int64_t last) {
    while (indptr->length() <= last) indptr->append(data->length());
  }

  CsrSource::Arrays finish(std::int64_t n_images) {
    begin_images(n_images);
    data->flush();
    indices->flush();
    indptr->flush();
    return {std::move(data), std::move(indices), std::move(indptr)};
  }

  double largest = 0;  ///< absolute value
  std::unique_ptr<TemporaryArray<double>> data;
  std::unique_ptr<TemporaryArray<std::int64_t>> indices, indptr;
};

struct Found {
  std::int64_t n_hits = 0;
  std::int64_t n_images = 0;  ///< that the hits need
};

/// Has all hits sorted.
Found add_hits(HitStream& hits, ImageShape shape, std::int64_t n_images, PixelSorter& sorter,
               Opening& opening) {
  Found found;
  for (Hit hit; hits.next(hit); ++found.n_hits) {
    check(hit, hits, shape, n_images);
    sorter.add({hit.image, hit.row * shape.width + hit.column, hit.weight});
    opening.advance([&] { return time_of_runs * hits.fraction(); });
    found.n_images = std::max(found.n_images, hit.image + 1);
  }
  return found;
}

/// Throws if nearly all of many images would be empty: then the numbers are more likely those of
/// events.
void check_numbers(const Found& found, const std::string& where) {
  constexpr std::int64_t many = 10'000'000, images_of_hit = 1000;
  SPARSECONV_THROW_IF(
      found.n_images > many && found.n_images / images_of_hit > found.n_hits, input,
      where + ": would be " + to_string(found.n_images) + " images, for " +
          to_string(found.n_hits) +
          " hits: number the images without gaps, or say how many there are (n_images)");
}

/// Makes arrays of the hits that were sorted.
Arrays merge(PixelSorter& sorter, const std::string& where, Opening& opening) {
  Arrays arrays(where);
  sorter.finish([&](const SetPixel& pixel) { arrays.add(pixel); },
                [&](double merged) {
                  opening.advance([=] { return time_of_runs + (1 - time_of_runs) * merged; });
                });
  return arrays;
}

}  // namespace

std::unique_ptr<ImageSource> sort_hits(HitStream& hits, BatchInfo info, bool whole,
                                       std::vector<SourceFile> files, const ReadOptions& options) {
  const std::string where = where_of(info);
  const ImageShape shape = listed_shape(options, where);
  const std::int64_t n_images = options.n_images.value_or(most_images);
  SPARSECONV_THROW_IF(n_images < 0, input,
                      where + ": cannot have " + to_string(n_images) + " images");
  Opening opening(options);
  PixelSorter sorter;
  const Found found = add_hits(hits, shape, n_images, sorter, opening);
  if (!options.n_images) check_numbers(found, where);
  Arrays arrays = merge(sorter, where, opening);

  info.n_images = options.n_images.value_or(found.n_images);
  info.n_pixels = shape.size();
  if (whole && arrays.largest > largest_whole) info.double_precision = true;
  info.image_shape = shape;
  CsrSource::Arrays finished = arrays.finish(info.n_images);
  opening.finish();
  return std::make_unique<CsrSource>(info, std::move(files), std::move(finished));
}

}  // namespace SparseConv::io
