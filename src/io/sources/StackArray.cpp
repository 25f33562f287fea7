#include <algorithm>
#include <io/files_page.hpp>
#include <io/number_types.hpp>
#include <io/sources/StackArray.hpp>
#include <io/storage.hpp>
#include <numeric>
#include <utility>

namespace SparseConv::io {
namespace {

std::vector<std::int64_t> extents_of(hid_t dataset, const std::string& where) {
  const hdf5::Handle space = SPARSECONV_HDF5(H5Dget_space(dataset), input, where);
  const int rank = SPARSECONV_HDF5(H5Sget_simple_extent_ndims(space), input, where);
  check_rank_of_stack(static_cast<std::size_t>(rank), where);
  std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
  SPARSECONV_HDF5(H5Sget_simple_extent_dims(space, extents.data(), nullptr), input, where);
  return {extents.begin(), extents.end()};
}

/// A part of a dataset that HDF5 reads at once.
struct Box {
  std::vector<hsize_t> start, count;
  std::int64_t n = 0;  ///< elements in it
};

/// The largest box at the start of `n` elements from `first` on: a part of a row, or whole rows of
/// an image.
Box next_box(const std::vector<std::int64_t>& shape, std::int64_t first, std::int64_t n) {
  const std::int64_t width = shape.back(), row = first / width, column = first % width;
  const bool part = column > 0 || n < width || shape.size() == 2;
  const std::int64_t cells = part ? std::min(n, width - column) : width;
  if (shape.size() == 2)
    return {{static_cast<hsize_t>(row), static_cast<hsize_t>(column)},
            {1, static_cast<hsize_t>(cells)},
            cells};
  const std::int64_t height = shape[1];
  const std::int64_t rows = part ? 1 : std::min(n / width, height - row % height);
  return {{static_cast<hsize_t>(row / height), static_cast<hsize_t>(row % height),
           static_cast<hsize_t>(column)},
          {1, static_cast<hsize_t>(rows), static_cast<hsize_t>(cells)},
          rows * cells};
}

}  // namespace

void check_rank_of_stack(std::size_t rank, const std::string& where) {
  SPARSECONV_THROW_IF(rank != 2 && rank != 3, input,
                      where + ": has " + std::to_string(rank) +
                          " dimensions: dense images are images x pixels, or images x height x "
                          "width" +
                          see_files_page);
}

StackArray::StackArray(hdf5::Handle dataset, std::string where)
    : dataset_(std::move(dataset)), where_(std::move(where)), shape_(extents_of(dataset_, where_)) {
  hdf5::check_numbers(dataset_, where_);
  hdf5::check_storage(dataset_, where_);
}

std::int64_t StackArray::length() const {
  return std::accumulate(shape_.begin(), shape_.end(), std::int64_t{1}, std::multiplies<>());
}

void StackArray::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  const hdf5::Handle stored = SPARSECONV_HDF5(H5Dget_space(dataset_), input, where_);
  auto* next = static_cast<unsigned char*>(numbers);
  while (n > 0) {
    const Box box = next_box(shape_, first, n);
    const auto length = static_cast<hsize_t>(box.n);
    SPARSECONV_HDF5(H5Sselect_hyperslab(stored, H5S_SELECT_SET, box.start.data(), nullptr,
                                        box.count.data(), nullptr),
                    input, where_);
    const hdf5::Handle space =
        SPARSECONV_HDF5(H5Screate_simple(1, &length, nullptr), input, where_);
    SPARSECONV_HDF5(H5Dread(dataset_, type, space, stored, H5P_DEFAULT, next), input,
                    where_ + ": cannot be read");
    next += static_cast<std::size_t>(box.n) * H5Tget_size(type);
    first += box.n;
    n -= box.n;
  }
}

}  // namespace SparseConv::io
