#include <SparseConv/Error.hpp>
#include <algorithm>
#include <job/Slicer.hpp>
#include <job/memory.hpp>
#include <rows/halo.hpp>
#include <string>
#include <utility>

namespace SparseConv::job {
namespace {

Kokkos::View<std::int64_t*, Kokkos::DefaultHostExecutionSpace> row_map_of_one(std::int64_t nnz) {
  Kokkos::View<std::int64_t*, Kokkos::DefaultHostExecutionSpace> row_map("SparseConv::job::row_map",
                                                                         2);
  row_map(1) = nnz;
  return row_map;
}

/// Where the entries of some rows of an image are.
PartOfImage part_of(std::int64_t image, const ImageRows& known, std::int64_t width,
                    std::vector<RowRange> rows) {
  for (RowRange& range : rows) range = known.whole_bands(range);
  PartOfImage part{image, {}, {}, 0};
  for (const RowRange& range : rows::united(std::move(rows))) {
    if (known.in_order() || part.among.empty()) part.among.push_back(known.entries(range));
    part.columns.push_back({range.first * width, range.last * width});
    part.n_entries += known.count(range);
  }
  return part;
}

/// The rows that have to be known for the results of a range, of all filters: in ascending order.
std::vector<RowRange> known_rows(const OpenJob& job, RowRange range) {
  std::vector<RowRange> known;
  for (const Convolution& convolution : job.convolutions)
    for (const RowRange& rows : rows::known_rows(range, convolution.stages)) known.push_back(rows);
  return rows::united(std::move(known));
}

bool has(const std::vector<NumberRange>& ranges, std::int64_t number) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const NumberRange& range) {
    return range.first <= number && number < range.last;
  });
}

/// The entries of a part of an image, picked out of the entries among which they stand.
/// \throws Error (input) if their number has changed; Stopped
template <class Scalar, class Ordinal>
io::HostBatch<Scalar, Ordinal> pick(const io::BatchReader& input, const PartOfImage& part,
                                    const Stop& stop) {
  using Batch = io::HostBatch<Scalar, Ordinal>;
  const auto room = [](const char* label) {
    return Kokkos::view_alloc(Kokkos::WithoutInitializing, std::string(label));
  };
  typename Batch::index_type::non_const_type columns(room("SparseConv::job::columns"),
                                                     part.n_entries);
  typename Batch::values_type::non_const_type values(room("SparseConv::job::values"),
                                                     part.n_entries);
  std::int64_t n = 0;
  const auto pick_among = [&](std::int64_t first, std::int64_t last) {
    const auto read = input.read_part<Scalar, Ordinal>(part.image, first, last);
    for (std::int64_t i = 0; i < last - first; ++i) {
      const Ordinal column = read.graph.entries(i);
      if (!has(part.columns, column)) continue;
      if (n < part.n_entries) {
        columns(n) = column;
        values(n) = read.values(i);
      }
      ++n;
    }
  };
  for (const NumberRange& among : part.among)
    for_each_piece(among.first, among.last, stop, pick_among);
  SPARSECONV_THROW_IF(n != part.n_entries, input,
                      input.info().file + ": image " + std::to_string(part.image) +
                          " is not as it was before: leave the file as it is");
  return Batch("SparseConv::job::part", 1, static_cast<Ordinal>(input.info().n_pixels), n, values,
               row_map_of_one(n), columns);
}

}  // namespace

Slicer::Slicer(const OpenJob& job, SliceLimits limits, std::vector<std::int64_t> in_order,
               const Stop& stop)
    : job_(job), limits_(limits), in_order_(std::move(in_order)), stop_(stop) {}

Slice Slicer::next(RowRange rows) {
  const std::int64_t height = job_.height();
  const rows::ImageRange images{rows.first / height, rows.last / height};
  const bool begins_whole = rows.first % height == 0 && images.first < images.last;
  const std::int64_t last = begins_whole ? last_of_slice(images) : images.first;
  if (last > images.first) return {{rows.first, last * height}, {}};
  if (begins_whole && job_.needs_totals() && fits_alone(images.first))
    return {{rows.first, rows.first + height}, {}};
  return part_of_image(rows);
}

/// The end of the images, from the first one on, that fit into a slice.
std::int64_t Slicer::last_of_slice(rows::ImageRange images) const {
  const auto offsets =
      job_.input.offsets(images.first, std::min(images.first + most_images, images.last));
  std::int64_t memory = 0;
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
    memory += memory_of_image(job_, offsets[i + 1] - offsets[i]);
    if (memory > limits_.slice) return images.first + static_cast<std::int64_t>(i);
  }
  return images.first + static_cast<std::int64_t>(offsets.size()) - 1;
}

/// Whether the results of rows of an image that has to be known fit into memory.
bool Slicer::fits(const ImageRows& known, const std::vector<RowRange>& rows) const {
  std::int64_t n_entries = 0;
  for (const RowRange& range : rows) n_entries += known.count(range);
  return memory_of_rows(job_, n_entries, rows) <= limits_.slice;
}

/// Whether an image fits into memory where it is the only image of a slice.
bool Slicer::fits_alone(std::int64_t image) const {
  const auto offsets = job_.input.offsets(image, image + 1);
  return memory_of_image(job_, offsets.back() - offsets.front()) <= limits_.image;
}

/// A slice of the first rows, all of one image.
Slice Slicer::part_of_image(RowRange rows) {
  const std::int64_t height = job_.height(), image = rows.first / height, top = image * height;
  const std::int64_t end = std::min(rows.last - top, height), first = rows.first - top;
  const auto needed_to = [&](std::int64_t row) { return known_rows(job_, {first, row}); };
  const auto all = needed_to(end);
  const ImageRows& known = index(image, {all.front().first, all.back().last});
  const auto end_of_band = [&](std::int64_t row) { return std::min(known.next_band(row), end); };
  std::int64_t last = end_of_band(first);
  while (last < end && fits(known, needed_to(end_of_band(last)))) last = end_of_band(last);
  return {{top + first, top + last}, part_of(image, known, job_.image().width, needed_to(last))};
}

/// Where some rows of an image are in the file. Unless the image is known to be in order, all of
/// its entries are read to find out.
const ImageRows& Slicer::index(std::int64_t image, RowRange rows) {
  const bool in_order = std::find(in_order_.begin(), in_order_.end(), image) != in_order_.end();
  if (!in_order) rows = {0, job_.height()};
  if (!index_ || image != indexed_ || !index_->cover(rows))
    index_.emplace(job_.input, image, job_.image(), rows, stop_);
  indexed_ = image;
  SPARSECONV_THROW_IF(in_order && !index_->in_order(), input,
                      job_.input.info().file + ": image " + std::to_string(image) +
                          " was sorted and is not any more: leave the file as it is");
  return *index_;
}

template <class Scalar, class Ordinal>
io::HostBatch<Scalar, Ordinal> read(const OpenJob& job, const Slice& slice, const Stop& stop) {
  const io::BatchReader& input = job.input;
  if (!slice.part)
    return input.read<Scalar, Ordinal>(slice.rows.first / job.height(),
                                       slice.rows.last / job.height());
  const PartOfImage& part = *slice.part;
  const NumberRange among = part.among.front();
  if (part.among.size() > 1 || part.n_entries < among.last - among.first)
    return pick<Scalar, Ordinal>(input, part, stop);
  return input.read_part<Scalar, Ordinal>(part.image, among.first, among.last);
}

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal) \
  template io::HostBatch<Scalar, Ordinal> read(const OpenJob&, const Slice&, const Stop&);
SPARSECONV_INSTANTIATE(float, std::int32_t)
SPARSECONV_INSTANTIATE(float, std::int64_t)
SPARSECONV_INSTANTIATE(double, std::int32_t)
SPARSECONV_INSTANTIATE(double, std::int64_t)

}  // namespace SparseConv::job
