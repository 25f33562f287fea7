#ifndef SPARSECONV_MPI_PLACEMENT_HPP
#define SPARSECONV_MPI_PLACEMENT_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>
#include <optional>
#include <rows/RowRange.hpp>

/// \file
/// Where the images of a rank are among the images of all ranks.

namespace SparseConv::mpi::Impl {

/// What a rank says about its images.
struct Claim {
  std::int64_t n_images;
  std::int64_t n_entries;
  ImageShape shape;
  std::optional<std::int64_t> first_row;  ///< if ranks may begin inside an image
};

/// What follows from the claims of all ranks.
struct Placement {
  rows::RowRange rows;         ///< rows of this rank
  std::int64_t n_images;       ///< images of all ranks
  std::int64_t first_entry;    ///< entries of the ranks before this rank
  std::int64_t n_entries = 0;  ///< entries of all ranks
};

/// Finds the place of each rank's images; collective.
/// \throws Error (input) on every rank if the claims do not fit together
Placement locate(const Communicator& comm, const Claim& mine);

}  // namespace SparseConv::mpi::Impl

#endif
