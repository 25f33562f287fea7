#ifndef SPARSECONV_MPI_DIVIDED_IMAGES_HPP
#define SPARSECONV_MPI_DIVIDED_IMAGES_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>
#include <methods/Geometry.hpp>
#include <vector>

/// \file
/// Images that are divided among ranks, and what each of these needs to convolve its part. A rank
/// whose part begins in row y of an image makes the rows of the result that this row is the lowest
/// to reach, up to those of the next rank: it needs as many rows above y as the filter is high,
/// less one, and nothing of the ranks above.

namespace SparseConv::mpi::Impl {

using SparseConv::Impl::Geometry;

/// What the other ranks know of the images of a rank.
struct Part {
  std::int64_t first_image;
  std::int64_t n_images;
  std::int64_t continues;    ///< whether the first one begins on a rank below
  std::int64_t first_pixel;  ///< that the rank has of that one
  std::int64_t last_pixel;   ///< that it has of its last image; -1 if none
};

/// The parts of all ranks; collective.
std::vector<Part> gather_parts(const Communicator& comm, const Part& mine);

/// \throws Error (input) if the pixels of a divided image do not ascend from rank to rank
void check_order(const std::vector<Part>& parts);

/// A rank above that needs pixels of the last image of a rank, from the first one on.
struct Need {
  int rank;
  std::int64_t first_pixel;
};

/// The ranks that need something of a rank.
std::vector<Need> needs_of_others(const std::vector<Part>& parts, int rank,
                                  const Geometry& geometry);

/// The pixels of its results that a rank is to make: of its first image those from `first`, of its
/// last one those below `last`, of the others all.
struct Band {
  std::int64_t first, last;
};

Band band_of(const std::vector<Part>& parts, int rank, const Geometry& geometry);

/// What every rank has for this one, by what this one has for every rank; collective.
std::vector<std::int64_t> exchange_counts(const Communicator& comm,
                                          std::vector<std::int64_t> counts);

}  // namespace SparseConv::mpi::Impl

#endif
