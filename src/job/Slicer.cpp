#include <SparseConv/Error.hpp>
#include <algorithm>
#include <job/Slicer.hpp>
#include <job/memory.hpp>
#include <rows/halo.hpp>
#include <string>
#include <utility>

namespace SparseConv::job {
namespace {

/// Bounds the offsets that are read to find the end of a slice.
constexpr std::int64_t most_images = 65536;

Kokkos::View<std::int64_t*, Kokkos::DefaultHostExecutionSpace> row_map_of_one(std::int64_t nnz) {
  Kokkos::View<std::int64_t*, Kokkos::DefaultHostExecutionSpace> row_map("SparseConv::job::row_map",
                                                                         2);
  row_map(1) = nnz;
  return row_map;
}

}  // namespace

Slicer::Slicer(const OpenJob& job, std::int64_t limit, std::vector<std::int64_t> in_order,
               const Stop& stop)
    : job_(job), limit_(limit), in_order_(std::move(in_order)), stop_(stop) {}

Slice Slicer::next(RowRange rows) {
  const std::int64_t height = job_.height();
  const rows::ImageRange images{rows.first / height, rows.last / height};
  const bool begins_whole = rows.first % height == 0 && images.first < images.last;
  const std::int64_t last = begins_whole ? last_of_slice(images) : images.first;
  if (last == images.first) return part_of_image(rows);
  return {{rows.first, last * height}, {}};
}

/// The end of the images, from the first one on, that fit into a slice.
std::int64_t Slicer::last_of_slice(rows::ImageRange images) const {
  const auto offsets =
      job_.input.offsets(images.first, std::min(images.first + most_images, images.last));
  std::int64_t memory = 0;
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
    memory += memory_of_images(job_, offsets[i + 1] - offsets[i], job_.geometry.output.height);
    if (memory > limit_) return images.first + static_cast<std::int64_t>(i);
  }
  return images.first + static_cast<std::int64_t>(offsets.size()) - 1;
}

/// A slice of the first rows, all of one image.
Slice Slicer::part_of_image(RowRange rows) {
  const std::int64_t height = job_.height(), image = rows.first / height, top = image * height;
  const std::int64_t end = std::min(rows.last - top, height), first = rows.first - top;
  const std::int64_t above = rows::halo({first, end}, job_.geometry).first;
  const ImageRows& known = index(image, {above, end});
  const auto fits_to = [&](std::int64_t row) {
    return memory_of_images(job_, known.count({above, row}),
                            row - above + job_.geometry.filter.height - 1) <= limit_;
  };
  const auto end_of_step = [&](std::int64_t row) { return std::min(known.next_step(row), end); };
  std::int64_t last = end_of_step(first);
  while (last < end && fits_to(end_of_step(last))) last = end_of_step(last);
  const RowRange needed = known.whole_steps({above, last});
  const std::int64_t width = job_.geometry.image.width;
  return {{top + first, top + last},
          PartOfImage{image,
                      known.entries(needed),
                      {needed.first * width, needed.last * width},
                      known.count(needed)}};
}

/// Knows some rows of an image. Unless the image is known to be in order, only all of its entries
/// can tell.
const ImageRows& Slicer::index(std::int64_t image, RowRange rows) {
  const bool in_order = std::find(in_order_.begin(), in_order_.end(), image) != in_order_.end();
  if (!in_order) rows = {0, job_.height()};
  if (image != indexed_ || !index_->cover(rows))
    index_.emplace(job_.input, image, job_.geometry.image, rows, stop_);
  indexed_ = image;
  SPARSECONV_THROW_IF(in_order && !index_->in_order(), input,
                      job_.input.info().file + ": image " + std::to_string(image) +
                          " was sorted and is not any more: leave the file as it is");
  return *index_;
}

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
  for_each_part(part.among.first, part.among.last, stop,
                [&](std::int64_t first, std::int64_t last) {
                  const auto read = input.read_part<Scalar, Ordinal>(part.image, first, last);
                  for (std::int64_t i = 0; i < last - first; ++i) {
                    const Ordinal column = read.graph.entries(i);
                    if (column < part.columns.first || column >= part.columns.last) continue;
                    if (n < part.n_entries) {
                      columns(n) = column;
                      values(n) = read.values(i);
                    }
                    ++n;
                  }
                });
  SPARSECONV_THROW_IF(n != part.n_entries, input,
                      input.info().file + ": image " + std::to_string(part.image) +
                          " is not as it was before: leave the file as it is");
  return Batch("SparseConv::job::part", 1, static_cast<Ordinal>(input.info().n_pixels), n, values,
               row_map_of_one(n), columns);
}

template <class Scalar, class Ordinal>
io::HostBatch<Scalar, Ordinal> read(const OpenJob& job, const Slice& slice, const Stop& stop) {
  const io::BatchReader& input = job.input;
  if (!slice.part)
    return input.read<Scalar, Ordinal>(slice.rows.first / job.height(),
                                       slice.rows.last / job.height());
  const PartOfImage& part = *slice.part;
  if (part.n_entries < part.among.last - part.among.first)
    return pick<Scalar, Ordinal>(input, part, stop);
  return input.read_part<Scalar, Ordinal>(part.image, part.among.first, part.among.last);
}

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal) \
  template io::HostBatch<Scalar, Ordinal> read(const OpenJob&, const Slice&, const Stop&);
SPARSECONV_INSTANTIATE(float, std::int32_t)
SPARSECONV_INSTANTIATE(float, std::int64_t)
SPARSECONV_INSTANTIATE(double, std::int32_t)
SPARSECONV_INSTANTIATE(double, std::int64_t)

}  // namespace SparseConv::job
