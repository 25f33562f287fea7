#ifndef SPARSECONV_MPI_PARTITION_HPP
#define SPARSECONV_MPI_PARTITION_HPP

#include <SparseConv/Filter.hpp>
#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>
#include <functional>
#include <vector>

namespace SparseConv::mpi {

/// Which images each rank has: rank r those from `boundaries[r]` up to but not including
/// `boundaries[r + 1]`. A rank may have none.
using Boundaries = std::vector<std::int64_t>;

/// Divides images into ranges of nearly equal work, one for each rank. An image goes to the rank in
/// whose share of the work its middle lies: no rank is further from an equal share than the largest
/// image is large.
/// \param work of each image, at least 0; together at most 2^63 - 1
/// \return `n_ranks + 1` boundaries, the first 0 and the last the number of images
/// \throws Error (input) for other numbers
Boundaries partition(const std::vector<std::int64_t>& work, int n_ranks);

/// The same for images that are spread over the ranks; collective.
/// \param work of the images of this rank, which follow those of the ranks below
/// \return the boundaries, counted over the images of all ranks
Boundaries partition(const Communicator& comm, const std::vector<std::int64_t>& work);

/// The work that an image is by its number of entries.
using ImageWork = std::function<std::int64_t(std::int64_t n_entries)>;

/// For images that are spread before it is known what will be done with them: 1 for each entry and
/// 1 for the image.
inline std::int64_t entries_and_image(std::int64_t n_entries) { return n_entries + 1; }

/// What convolving takes: a step for each pair of an entry and a tap, one for each pixel that is
/// stored (at most as many as those pairs, or as the result has), and one for the image.
/// \param output shape of the results
ImageWork convolution_work(const Filter& filter, ImageShape output);

}  // namespace SparseConv::mpi

#endif
