#ifndef SPARSECONV_JOB_MEMORY_HPP
#define SPARSECONV_JOB_MEMORY_HPP

#include <cstdint>
#include <io/arrays/ArrayWriter.hpp>
#include <job/OpenJob.hpp>
#include <job/Settled.hpp>
#include <rows/RowRange.hpp>
#include <vector>

/// \file
/// How much memory a job takes.

namespace SparseConv::job {

/// How results are stored: where memory is scarce, fewer are compressed at a time.
io::hdf5::ArrayStorage storage_of_results(const OpenJob& job);

/// The most bytes that an image with so many entries takes while it is convolved with one filter
/// after another.
std::int64_t memory_of_image(const OpenJob& job, std::int64_t n_entries);

/// The same for rows of an image that together have so many entries.
std::int64_t memory_of_rows(const OpenJob& job, std::int64_t n_entries,
                            const std::vector<rows::RowRange>& ranges);

/// Bytes that the memory limit leaves now that the plans are set up.
/// \throws Error (system) if that is next to nothing
std::int64_t memory_left(const OpenJob& job, const Settled& settled);

/// Bytes that a slice may take: enough to keep every thread busy, little enough for progress to
/// show, and no more than the memory limit leaves now that the plans are set up.
/// \throws Error (system) if the limit leaves next to nothing
std::int64_t memory_of_slice(const OpenJob& job, const Settled& settled);

}  // namespace SparseConv::job

#endif
