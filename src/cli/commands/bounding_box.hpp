#ifndef SPARSECONV_CLI_COMMANDS_BOUNDING_BOX_HPP
#define SPARSECONV_CLI_COMMANDS_BOUNDING_BOX_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <cstdint>

namespace SparseConv::cli {

/// Rows `top` to `bottom - 1` and columns `left` to `right - 1` of an image; empty to begin with.
struct Box {
  std::int64_t top = max_extent, left = max_extent, bottom = 0, right = 0;

  bool empty() const { return bottom <= top; }
  std::int64_t height() const { return empty() ? 0 : bottom - top; }
  std::int64_t width() const { return empty() ? 0 : right - left; }

  /// Grows until it holds another box too.
  void add(const Box& other);
};

/// The smallest box that holds the stored entries of an image of a batch.
Box bounding_box(const io::HostBatch<double, std::int64_t>& images, std::int64_t image,
                 ImageShape shape);

}  // namespace SparseConv::cli

#endif
