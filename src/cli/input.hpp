#ifndef SPARSECONV_CLI_INPUT_HPP
#define SPARSECONV_CLI_INPUT_HPP

#include <SparseConv/io.hpp>
#include <cstdint>
#include <functional>

namespace SparseConv::cli {

/// Calls `work(first, last)` for consecutive slices that together are the first `n_images` images:
/// each of at least one image, and of few enough entries to be read at a time. No images are one
/// empty slice.
/// \throws Interrupted when a signal has come; Error (input) if a file was changed meanwhile
void for_each_slice(const io::BatchReader& reader, std::int64_t n_images,
                    const std::function<void(std::int64_t first, std::int64_t last)>& work);

}  // namespace SparseConv::cli

#endif
