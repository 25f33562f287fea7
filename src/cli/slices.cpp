#include "slices.hpp"

#include <SparseConv/Error.hpp>
#include <algorithm>

#include "memory.hpp"

namespace SparseConv::cli {
namespace {

/// An upper bound of the entries that an image has in the result.
ImageCost entries_of_result(const Convolution& convolution, ImageShape output) {
  const std::int64_t taps = std::max<std::int64_t>(convolution.filter.n_taps(), 1);
  return [taps, output](std::int64_t nnz) {
    return nnz > output.size() / taps ? output.size() : nnz * taps;
  };
}

}  // namespace

ImageCost work_of_image(const Convolution& convolution, ImageShape output) {
  return [result = entries_of_result(convolution, output), taps = convolution.filter.n_taps()](
             std::int64_t nnz) { return nnz * taps + result(nnz) + 1; };
}

ImageCost memory_of_image(const Convolution& convolution, ImageShape output,
                          std::size_t bytes_of_entry) {
  // As it is read, as it is sorted, and room to sort it; the result, and one kept for the next.
  constexpr std::int64_t inputs = 3, results = 2, offsets = 6 * sizeof(std::int64_t);
  return [result = entries_of_result(convolution, output),
          bytes = static_cast<std::int64_t>(bytes_of_entry)](std::int64_t nnz) {
    return bytes * (inputs * nnz + results * result(nnz)) + offsets;
  };
}

std::int64_t memory_of_slice(const Convolution& convolution, const Report& report,
                             std::size_t bytes_of_entry) {
  constexpr std::int64_t least = std::int64_t{4} << 20;
  const bool buffered = report.method == Method::lazy || report.method == Method::gather_scatter;
  const std::int64_t taken =
      memory_in_use() + (buffered ? convolution.options.max_buffer_bytes : 0);
  const std::int64_t left = convolution.memory_limit / 8 * 7 - taken;  // some is lost in between
  SPARSECONV_THROW_IF(left < least, system,
                      "the memory limit of " + bytes_to_string(convolution.memory_limit) +
                          " is too low: the program takes " + bytes_to_string(taken) +
                          " before any image, give at least " +
                          bytes_to_string((taken + 2 * least) / 7 * 8));
  return std::min(left, default_slice_cost * 2 * static_cast<std::int64_t>(bytes_of_entry));
}

}  // namespace SparseConv::cli
