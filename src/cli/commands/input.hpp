#ifndef SPARSECONV_CLI_COMMANDS_INPUT_HPP
#define SPARSECONV_CLI_COMMANDS_INPUT_HPP

#include <SparseConv/io.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "process/progress.hpp"

namespace SparseConv::cli {

/// Opens a batch, and shows how far that is if it takes long.
/// \throws Interrupted when a signal comes meanwhile; Error as BatchReader does
io::BatchReader open_batch(const std::string& path, io::ReadOptions options, ProgressStyle style);

/// Images `first` to `last - 1`.
struct ImageRange {
  std::int64_t first = 0, last = 0;
};

/// Calls `work(first, last)` for consecutive slices of a range of images. A slice has at least one
/// image, and few enough entries of each batch to be read at a time. An empty range is one empty
/// slice.
/// \param progress is told of each slice
/// \throws Interrupted when a signal has come; Error (input) if a file was changed meanwhile
void for_each_slice(const std::vector<const io::BatchReader*>& readers, ImageRange images,
                    Progress& progress,
                    const std::function<void(std::int64_t first, std::int64_t last)>& work);

/// The files that a batch was read from.
std::vector<std::string> files_of(const io::BatchReader& reader);

}  // namespace SparseConv::cli

#endif
