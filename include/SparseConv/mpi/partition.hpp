#ifndef SPARSECONV_MPI_PARTITION_HPP
#define SPARSECONV_MPI_PARTITION_HPP

#include <SparseConv/Filter.hpp>
#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>
#include <functional>
#include <vector>

namespace SparseConv::mpi {

/// Where the images, or rows, of each rank begin: rank `r` has numbers `boundaries[r]` to
/// `boundaries[r + 1] - 1`. A rank may have none.
using Boundaries = std::vector<std::int64_t>;

/// Divides images into ranges of nearly equal work, one for each rank, for instance to decide which
/// images a rank is to make or to read. An image goes to the rank whose equal share of the work
/// contains the middle of the image, so that no rank differs from an equal share by more than the
/// work of the largest image.
/// \param work    the work of each image, at least 0; the sum is at most 2^63 - 1
/// \param n_ranks number of ranks, at least 1
/// \return `n_ranks + 1` boundaries, the first 0 and the last the number of images
/// \throws Error (input) if `work` or `n_ranks` is out of its range
[[nodiscard]] Boundaries partition(const std::vector<std::int64_t>& work, int n_ranks);

/// partition() for images that are spread over the ranks; collective.
/// \param work of the images of this rank, which follow the images of the previous ranks
/// \return the boundaries, counted over the images of all ranks
/// \throws Error (input) on every rank if the work of one is out of its range, (system) if a rank
/// has no memory
[[nodiscard]] Boundaries partition(const Communicator& comm, const std::vector<std::int64_t>& work);

/// The work of an image, by its number of entries.
using ImageWork = std::function<std::int64_t(std::int64_t n_entries)>;

/// The work of an image whose later use is not known: 1 for each entry, and 1 for the image.
[[nodiscard]] inline std::int64_t entries_and_image(std::int64_t n_entries) {
  return n_entries + 1;
}

/// The work of convolving an image: a unit for each pair of an entry and a tap, one for each
/// pixel that the result may store (one for each pair, but no more than the result has pixels), and
/// one for the image.
/// \param output shape of the results
[[nodiscard]] ImageWork convolution_work(const Filter& filter, ImageShape output);

}  // namespace SparseConv::mpi

#endif
