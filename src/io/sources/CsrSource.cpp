#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/sources/CsrSource.hpp>

namespace SparseConv::io {

using std::to_string;

CsrSource::CsrSource(BatchInfo info, std::vector<SourceFile> files, Arrays arrays)
    : ImageSource(std::move(info), std::move(files)), arrays_(std::move(arrays)) {
  info_.nnz = arrays_.data->length();
  check_lengths();
  check_ends();
}

void CsrSource::check_lengths() const {
  SPARSECONV_THROW_IF(arrays_.indices->length() != info_.nnz, input,
                      arrays_.indices->where() + ": has " + to_string(arrays_.indices->length()) +
                          " elements, but data has " + to_string(info_.nnz));
  SPARSECONV_THROW_IF(arrays_.indptr->length() - 1 != info_.n_images, input,
                      arrays_.indptr->where() + ": has " + to_string(arrays_.indptr->length()) +
                          " elements, but must have one more than the " +
                          to_string(info_.n_images) + " images that 'shape' says");
}

void CsrSource::check_ends() const {
  const std::int64_t start = arrays_.indptr->at(0), end = arrays_.indptr->at(info_.n_images);
  SPARSECONV_THROW_IF(start != 0, input,
                      arrays_.indptr->where() + ": starts at " + to_string(start) + ", not at 0");
  SPARSECONV_THROW_IF(end != info_.nnz, input,
                      arrays_.indptr->where() + ": ends at " + to_string(end) + ", but data has " +
                          to_string(info_.nnz) + " elements");
}

std::vector<std::int64_t> CsrSource::offsets(std::int64_t first, std::int64_t last) const {
  std::vector<std::int64_t> offsets(static_cast<std::size_t>(last - first + 1));
  arrays_.indptr->read(first, last - first + 1, offsets.data());
  const auto fall = std::is_sorted_until(offsets.begin(), offsets.end());
  SPARSECONV_THROW_IF(fall != offsets.end(), input,
                      arrays_.indptr->where() + ": falls from " + to_string(fall[-1]) + " to " +
                          to_string(*fall) + " after image " +
                          to_string(first + (fall - offsets.begin()) - 1));
  SPARSECONV_THROW_IF(offsets.front() < 0 || offsets.back() > info_.nnz, input,
                      arrays_.indptr->where() + ": images " + to_string(first) + " to " +
                          to_string(last - 1) + " are said to have entries " +
                          to_string(offsets.front()) + " to " + to_string(offsets.back()) + " of " +
                          to_string(info_.nnz));
  return offsets;
}

void CsrSource::read(std::int64_t first, std::int64_t n, const EntryRoom& room) const {
  std::visit(
      [&](auto* columns) {
        arrays_.indices->read(first, n, columns);
        check_columns(first, n, columns);
      },
      room.columns);
  std::visit([&](auto* values) { arrays_.data->read(first, n, values); }, room.values);
}

/// The image that has an entry.
std::int64_t CsrSource::image_of(std::int64_t entry) const {
  std::int64_t image = 0;
  for (std::int64_t end = info_.n_images; end - image > 1;) {
    const std::int64_t middle = image + (end - image) / 2;
    (arrays_.indptr->at(middle) <= entry ? image : end) = middle;
  }
  return image;
}

template <class Ordinal>
void CsrSource::check_columns(std::int64_t first, std::int64_t n, const Ordinal* columns) const {
  const auto is_wrong = [pixels = info_.n_pixels](Ordinal column) {
    return column < 0 || column >= pixels;
  };
  const Ordinal* const wrong = std::find_if(columns, columns + n, is_wrong);
  if (wrong == columns + n) return;
  const std::int64_t entry = first + (wrong - columns);
  SPARSECONV_THROW(input, arrays_.indices->where() + ": entry " + to_string(entry) + ", in image " +
                              to_string(image_of(entry)) + ", is column " +
                              to_string(arrays_.indices->at(entry)) + ", but an image has " +
                              to_string(info_.n_pixels) + " pixels");
}

}  // namespace SparseConv::io
