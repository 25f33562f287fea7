#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <algorithm>
#include <mpi/boundaries.hpp>
#include <mpi/check.hpp>
#include <string>

namespace SparseConv::mpi::Impl {

void check_boundaries(const Boundaries& boundaries, int n_ranks, std::int64_t n_images,
                      std::int64_t most) {
  const bool fit = static_cast<std::int64_t>(boundaries.size()) == std::int64_t(n_ranks) + 1 &&
                   boundaries.front() == 0 && boundaries.back() == n_images &&
                   std::is_sorted(boundaries.begin(), boundaries.end());
  SPARSECONV_THROW_IF(!fit, input,
                      "boundaries of " + std::to_string(n_images) + " images on " +
                          std::to_string(n_ranks) + " ranks must be " +
                          std::to_string(std::int64_t(n_ranks) + 1) +
                          " numbers that ascend from 0 to " + std::to_string(n_images));
  for (int rank = 0; rank < n_ranks; ++rank) {
    const std::int64_t n = boundaries[rank + 1] - boundaries[rank];
    SPARSECONV_THROW_IF(n > most, input,
                        std::to_string(n) + " images for rank " + std::to_string(rank) +
                            " are more than a batch of this type of columns can have: use "
                            "std::int64_t columns or more ranks");
  }
}

Boundaries gather_boundaries(const Communicator& comm, std::int64_t first, std::int64_t n_images) {
  auto boundaries = agree(comm, [&] { return Boundaries(comm.size() + 1, n_images); });
  SPARSECONV_MPI(MPI_Allgather, &first, 1, MPI_INT64_T, boundaries.data(), 1, MPI_INT64_T,
                 comm.get());
  return boundaries;
}

Boundaries all_on(int root, int n_ranks, std::int64_t n_images) {
  Boundaries boundaries(n_ranks + 1, 0);
  std::fill(boundaries.begin() + root + 1, boundaries.end(), n_images);
  return boundaries;
}

void check_root(int root, int n_ranks) {
  SPARSECONV_THROW_IF(root < 0 || root >= n_ranks, input,
                      "there is no rank " + std::to_string(root) + ": ranks are from 0 to " +
                          std::to_string(n_ranks - 1));
}

}  // namespace SparseConv::mpi::Impl
