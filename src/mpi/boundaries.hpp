#ifndef SPARSECONV_MPI_BOUNDARIES_HPP
#define SPARSECONV_MPI_BOUNDARIES_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <rows/RowRange.hpp>
#include <string>

/// \file
/// Boundaries of the images or rows of all ranks: rank `r` has items `boundaries[r]` to
/// `boundaries[r + 1] - 1`.

namespace SparseConv::mpi::Impl {

using rows::RowRange;

/// The rows of a rank.
inline RowRange rows_of_rank(const Boundaries& rows, int rank) {
  const auto r = static_cast<std::size_t>(rank);
  return {rows[r], rows[r + 1]};
}

/// The boundaries of the rows of all ranks, this one beginning with `first_row`; collective.
Boundaries gather_boundaries(const Communicator& comm, std::int64_t first_row, std::int64_t n_rows);

/// Whether boundaries of rows divide an image.
bool any_image_is_divided(const Boundaries& rows, std::int64_t height);

/// Converts boundaries of images to boundaries of rows.
Boundaries rows_of_images(Boundaries images, std::int64_t height);

/// The boundaries that give all of `n` items to rank `root`.
Boundaries all_on(int root, int n_ranks, std::int64_t n);

/// \param items the name of the items, for the message
/// \throws Error (input) unless these are boundaries of `n` items on `n_ranks` ranks
void check_boundaries(const Boundaries& boundaries, int n_ranks, std::int64_t n,
                      const std::string& items);

/// \throws Error (input) if boundaries of rows give a rank rows of more than `most` images
void check_image_counts(const Boundaries& rows, std::int64_t height, std::int64_t most);

/// \throws Error (input) unless `root` is the number of a rank
void check_root(int root, int n_ranks);

}  // namespace SparseConv::mpi::Impl

#endif
