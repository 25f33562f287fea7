#ifndef SPARSECONV_MPI_BOUNDARIES_HPP
#define SPARSECONV_MPI_BOUNDARIES_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <SparseConv/mpi/partition.hpp>

namespace SparseConv::mpi::Impl {

/// \throws Error (input) unless these are boundaries of so many images on so many ranks, of which
/// none has more than `most`
void check_boundaries(const Boundaries& boundaries, int n_ranks, std::int64_t n_images,
                      std::int64_t most);

/// The boundaries of images of which this rank has those from `first` on; collective.
Boundaries gather_boundaries(const Communicator& comm, std::int64_t first, std::int64_t n_images);

/// All images on one rank.
Boundaries all_on(int root, int n_ranks, std::int64_t n_images);

/// \throws Error (input) unless `root` is the number of a rank
void check_root(int root, int n_ranks);

}  // namespace SparseConv::mpi::Impl

#endif
