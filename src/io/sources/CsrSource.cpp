#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/sources/CsrSource.hpp>

namespace SparseConv::io {

using std::to_string;

CsrSource::CsrSource(BatchInfo info, std::vector<SourceFile> files, Arrays arrays)
    : ImageSource(std::move(info), std::move(files)),
      data_(std::move(arrays.data)),
      indices_(std::move(arrays.indices)),
      indptr_(std::move(arrays.indptr)) {
  info_.nnz = data_->length();
  check_lengths();
  check_ends();
}

void CsrSource::check_lengths() const {
  SPARSECONV_THROW_IF(indices_->length() != info_.nnz, input,
                      indices_->where() + ": has " + to_string(indices_->length()) +
                          " elements, but data has " + to_string(info_.nnz));
  SPARSECONV_THROW_IF(indptr_.length() - 1 != info_.n_images, input,
                      indptr_.where() + ": has " + to_string(indptr_.length()) +
                          " elements, but must have one more than the " +
                          to_string(info_.n_images) + " images that 'shape' says");
}

void CsrSource::check_ends() const {
  const std::int64_t start = indptr_.at(0), end = indptr_.at(info_.n_images);
  SPARSECONV_THROW_IF(start != 0, input,
                      indptr_.where() + ": starts at " + to_string(start) + ", not at 0");
  SPARSECONV_THROW_IF(end != info_.nnz, input,
                      indptr_.where() + ": ends at " + to_string(end) + ", but data has " +
                          to_string(info_.nnz) + " elements");
}

std::vector<std::int64_t> CsrSource::offsets(std::int64_t first, std::int64_t last) const {
  std::vector<std::int64_t> offsets = indptr_.read(first, last - first + 1);
  const auto fall = std::is_sorted_until(offsets.begin(), offsets.end());
  SPARSECONV_THROW_IF(fall != offsets.end(), input,
                      indptr_.where() + ": falls from " + to_string(fall[-1]) + " to " +
                          to_string(*fall) + " after image " +
                          to_string(first + (fall - offsets.begin()) - 1));
  SPARSECONV_THROW_IF(offsets.front() < 0 || offsets.back() > info_.nnz, input,
                      indptr_.where() + ": images " + to_string(first) + " to " +
                          to_string(last - 1) + " are said to have entries " +
                          to_string(offsets.front()) + " to " + to_string(offsets.back()) + " of " +
                          to_string(info_.nnz));
  return offsets;
}

void CsrSource::read(std::int64_t first, std::int64_t n, const EntryRoom& room) const {
  std::visit(
      [&](auto* columns) {
        indices_->read(first, n, columns);
        check_columns(first, n, columns);
      },
      room.columns);
  std::visit([&](auto* values) { data_->read(first, n, values); }, room.values);
}

template <class Ordinal>
void CsrSource::check_columns(std::int64_t first, std::int64_t n, const Ordinal* columns) const {
  const auto is_wrong = [pixels = static_cast<std::uint64_t>(info_.n_pixels)](std::int64_t column) {
    return static_cast<std::uint64_t>(column) >= pixels;  // a negative column is a large number
  };
  if (std::count_if(columns, columns + n, is_wrong) == 0) return;  // a loop without branches
  const std::int64_t entry = first + (std::find_if(columns, columns + n, is_wrong) - columns);
  SPARSECONV_THROW(input, indices_->where() + ": entry " + to_string(entry) + ", in image " +
                              to_string(indptr_.last_at_most(entry)) + ", is column " +
                              to_string(indices_->at(entry)) + ", but an image has " +
                              to_string(info_.n_pixels) + " pixels");
}

}  // namespace SparseConv::io
