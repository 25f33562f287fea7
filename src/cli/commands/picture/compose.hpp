#ifndef SPARSECONV_CLI_COMMANDS_PICTURE_COMPOSE_HPP
#define SPARSECONV_CLI_COMMANDS_PICTURE_COMPOSE_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <string>
#include <vector>

#include "commands/input.hpp"
#include "commands/picture/mosaic.hpp"
#include "process/progress.hpp"

namespace SparseConv::cli {

/// What a picture shows of a batch.
struct Composition {
  std::vector<ImageRange> images;  ///< in this order
  bool side_by_side = false;       ///< or the maximum over all of them
  bool crop = false;               ///< no more than what has entries
  bool normalize = false;          ///< every image divided by its largest value
};

/// How many images a picture shows.
std::int64_t count_images(const Composition& composition);

/// Their numbers.
std::vector<std::string> numbers_of_images(const Composition& composition);

/// Reads what a picture shows. Cropped images side by side have windows of one size, which is that
/// of the largest box, with their boxes in the middle as far as the frame allows.
/// \throws Error (input) as BatchReader does, or if there is no such image; Interrupted
Mosaic compose(const io::BatchReader& reader, ImageShape shape, const Composition& composition,
               ProgressStyle progress);

}  // namespace SparseConv::cli

#endif
