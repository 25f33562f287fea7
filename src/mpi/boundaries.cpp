#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <algorithm>
#include <mpi/boundaries.hpp>
#include <mpi/check.hpp>

namespace SparseConv::mpi::Impl {

Boundaries gather_boundaries(const Communicator& comm, std::int64_t first_row,
                             std::int64_t n_rows) {
  auto boundaries = agree(comm, [&] { return Boundaries(comm.size() + 1, n_rows); });
  SPARSECONV_MPI(MPI_Allgather, &first_row, 1, MPI_INT64_T, boundaries.data(), 1, MPI_INT64_T,
                 comm.get());
  return boundaries;
}

bool any_image_is_divided(const Boundaries& rows, std::int64_t height) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](std::int64_t boundary) { return boundary % height != 0; });
}

Boundaries rows_of_images(Boundaries images, std::int64_t height) {
  for (std::int64_t& boundary : images) boundary *= height;
  return images;
}

Boundaries all_on(int root, int n_ranks, std::int64_t n) {
  Boundaries boundaries(n_ranks + 1, 0);
  std::fill(boundaries.begin() + root + 1, boundaries.end(), n);
  return boundaries;
}

void check_boundaries(const Boundaries& boundaries, int n_ranks, std::int64_t n,
                      const std::string& items) {
  const bool fit = static_cast<std::int64_t>(boundaries.size()) == std::int64_t(n_ranks) + 1 &&
                   boundaries.front() == 0 && boundaries.back() == n &&
                   std::is_sorted(boundaries.begin(), boundaries.end());
  SPARSECONV_THROW_IF(!fit, input,
                      "boundaries of " + std::to_string(n) + " " + items + " on " +
                          std::to_string(n_ranks) + " ranks must be " +
                          std::to_string(std::int64_t(n_ranks) + 1) +
                          " numbers that ascend from 0 to " + std::to_string(n));
}

void check_image_counts(const Boundaries& rows, std::int64_t height, std::int64_t most) {
  for (int rank = 0; rank + 1 < static_cast<int>(rows.size()); ++rank) {
    const std::int64_t n = rows::images_of(rows_of_rank(rows, rank), height).size();
    SPARSECONV_THROW_IF(n > most, input,
                        std::to_string(n) + " images for rank " + std::to_string(rank) +
                            " are more than a batch of this type of columns can have: use "
                            "std::int64_t columns or more ranks");
  }
}

void check_root(int root, int n_ranks) {
  SPARSECONV_THROW_IF(root < 0 || root >= n_ranks, input,
                      "there is no rank " + std::to_string(root) + ": ranks are from 0 to " +
                          std::to_string(n_ranks - 1));
}

}  // namespace SparseConv::mpi::Impl
