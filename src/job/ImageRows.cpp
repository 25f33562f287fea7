#include <algorithm>
#include <divide_up.hpp>
#include <job/ImageRows.hpp>
#include <numeric>

namespace SparseConv::job {
namespace {

constexpr std::int64_t most_bands = 65536;

/// The first entry with a column of at least `column`, which is the first column of a row. The
/// image is in order.
std::int64_t find(const io::BatchReader& input, std::int64_t image, NumberRange entries,
                  std::int64_t column) {
  while (entries.first < entries.last) {
    const std::int64_t middle = entries.first + (entries.last - entries.first) / 2;
    const auto entry = input.read_part<float, std::int64_t>(image, middle, middle + 1);
    if (entry.graph.entries(0) < column)
      entries.first = middle + 1;
    else
      entries.last = middle;
  }
  return entries.first;
}

}  // namespace

ImageRows::ImageRows(const io::BatchReader& input, std::int64_t image, ImageShape shape,
                     RowRange rows, const Stop& stop)
    : height_(shape.height),
      band_(divide_up(shape.height, most_bands)),
      rows_(whole_bands(rows)),
      last_row_(rows_.first) {
  above_.resize(static_cast<std::size_t>(divide_up(rows_.size(), band_) + 1));
  const NumberRange known = find_entries(input, image, shape.width);
  above_[0] = known.first;
  for_each_piece(known.first, known.last, stop, [&](std::int64_t first, std::int64_t last) {
    add(input.read_part<float, std::int64_t>(image, first, last), shape.width);
  });
  std::partial_sum(above_.begin(), above_.end(), above_.begin());
}

/// Where the entries of all rows are that the object knows.
NumberRange ImageRows::find_entries(const io::BatchReader& input, std::int64_t image,
                                    std::int64_t width) const {
  const auto offsets = input.offsets(image, image + 1);
  NumberRange entries{0, offsets[1] - offsets[0]};
  if (rows_.last < height_) entries.last = find(input, image, entries, rows_.last * width);
  if (rows_.first > 0) entries.first = find(input, image, entries, rows_.first * width);
  return entries;
}

void ImageRows::add(const io::HostBatch<float, std::int64_t>& piece, std::int64_t width) {
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(piece.nnz()); ++i) {
    const std::int64_t row = piece.graph.entries(i) / width;
    in_order_ = in_order_ && last_row_ <= row && row < rows_.last;
    last_row_ = row;
    if (rows_.first <= row && row < rows_.last) ++above_[band_of(row) + 1];
  }
}

std::int64_t ImageRows::next_band(std::int64_t row) const {
  return std::min((row / band_ + 1) * band_, height_);
}

RowRange ImageRows::whole_bands(RowRange rows) const {
  return {rows.first / band_ * band_, next_band(rows.last - 1)};
}

std::int64_t ImageRows::count(RowRange rows) const {
  return above_[band_of(rows.last - 1) + 1] - above_[band_of(rows.first)];
}

NumberRange ImageRows::entries(RowRange rows) const {
  if (!in_order_) return {0, above_.back()};
  return {above_[band_of(rows.first)], above_[band_of(rows.last - 1) + 1]};
}

std::size_t ImageRows::band_of(std::int64_t row) const {
  return static_cast<std::size_t>((row - rows_.first) / band_);
}

}  // namespace SparseConv::job
