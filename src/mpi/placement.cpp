#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <batch/saturate.hpp>
#include <limits>
#include <mpi/boundaries.hpp>
#include <mpi/check.hpp>
#include <mpi/placement.hpp>
#include <string>
#include <vector>

namespace SparseConv::mpi::Impl {
namespace {

constexpr int n_numbers = 5;

/// A claim as numbers of one type, which MPI can send.
struct Numbers {
  std::int64_t n_images, n_entries, height, width, first_row;

  ImageShape shape() const { return {height, width}; }
};

std::vector<Numbers> gather(const Communicator& comm, const Claim& mine) {
  const Numbers numbers{mine.n_images, mine.n_entries, mine.shape.height, mine.shape.width,
                        mine.first_row.value_or(0)};
  auto all = agree(comm, [&] { return std::vector<Numbers>(comm.size()); });
  SPARSECONV_MPI(MPI_Allgather, &numbers, n_numbers, MPI_INT64_T, all.data(), n_numbers,
                 MPI_INT64_T, comm.get());
  return all;
}

/// \throws Error (input) if 64 bits cannot number the rows of this many images
void check_rows(std::int64_t n_images, std::int64_t height) {
  SPARSECONV_THROW_IF(n_images > std::numeric_limits<std::int64_t>::max() / height, input,
                      std::to_string(n_images) + " images of " + std::to_string(height) +
                          " rows are more rows than 2^63 - 1");
}

/// The boundaries of rows where every rank has whole images.
Boundaries rows_of_whole_images(const std::vector<Numbers>& claims) {
  Boundaries rows{0};
  std::int64_t n_images = 0;
  for (const Numbers& claim : claims) {
    n_images += claim.n_images;
    check_rows(n_images, claim.height);
    rows.push_back(n_images * claim.height);
  }
  return rows;
}

/// The boundaries of rows where every rank with images says with which row it begins.
Boundaries rows_from_first_rows(const std::vector<Numbers>& claims) {
  Boundaries rows(claims.size() + 1, 0);
  bool has_images = false;  // whether any rank from here on has
  for (std::size_t rank = claims.size(); rank-- > 0;) {
    const Numbers& claim = claims[rank];
    if (claim.n_images > 0 && !has_images) {
      const std::int64_t n_images =
          SparseConv::Impl::saturating_sum(claim.first_row / claim.height, claim.n_images);
      check_rows(n_images, claim.height);
      for (std::size_t after = rank + 1; after < rows.size(); ++after)
        rows[after] = n_images * claim.height;
    }
    has_images = has_images || claim.n_images > 0;
    rows[rank] = claim.n_images > 0 ? claim.first_row : rows[rank + 1];
  }
  return rows;
}

void check_range(RowRange rows, const Numbers& claim, int rank) {
  SPARSECONV_THROW_IF(rank == 0 && rows.first != 0, input,
                      "the batch begins with row " + std::to_string(rows.first) +
                          ": the first rank with images begins with row 0");
  const std::int64_t n = rows.first < 0 ? 0 : rows::images_of(rows, claim.height).size();
  SPARSECONV_THROW_IF(n != claim.n_images || rows.last < rows.first, input,
                      "the batch has " + std::to_string(claim.n_images) + " images of " +
                          to_string(claim.shape()) + ", but rows " + std::to_string(rows.first) +
                          " up to " + std::to_string(rows.last) +
                          ", where the next rank begins, belong to " + std::to_string(n));
}

}  // namespace

Placement locate(const Communicator& comm, const Claim& mine) {
  const std::vector<Numbers> claims = gather(comm, mine);
  return agree(comm, [&] {
    SPARSECONV_THROW_IF(mine.shape != claims[0].shape(), input,
                        "the images are " + to_string(mine.shape) + ", but those of rank 0 are " +
                            to_string(claims[0].shape()));
    const Boundaries rows =
        mine.first_row ? rows_from_first_rows(claims) : rows_of_whole_images(claims);
    Placement placement{rows_of_rank(rows, comm.rank()), rows.back() / mine.shape.height, 0, 0};
    check_range(placement.rows, claims[comm.rank()], comm.rank());
    for (int rank = 0; rank < comm.size(); ++rank) {
      if (rank == comm.rank()) placement.first_entry = placement.n_entries;
      placement.n_entries += claims[rank].n_entries;
    }
    return placement;
  });
}

}  // namespace SparseConv::mpi::Impl
