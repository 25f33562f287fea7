#ifndef SPARSECONV_MPI_DIVISION_HPP
#define SPARSECONV_MPI_DIVISION_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <mpi/route.hpp>
#include <mpi/scan.hpp>

namespace SparseConv::mpi::Impl {

/// How a batch is divided among the ranks: which of the images begin on a rank, and which of the
/// entries it has. An image that is divided continues on the ranks above.
struct Division {
  Boundaries images;
  Boundaries entries;
};

/// Where the share of a rank begins: after so many images, and so much of the work of the next one.
struct Cut {
  std::int64_t images = 0;
  std::int64_t work = 0;
};

/// The sum of the work of some images. \throws Error (input) if it is negative or too large
std::int64_t add_up(const std::vector<std::int64_t>& work);

/// Where the work of this rank begins among that of all; collective. \throws Error as add_up()
Position scan_work(const Communicator& comm, const std::vector<std::int64_t>& work);

/// Adds up what each rank counts on its own, element by element; collective.
Boundaries sum(const Communicator& comm, Boundaries counts);

/// For each rank where its share begins, among images that follow on others with so much work; then
/// the end. An image that is more work than `largest` is cut; others stay whole, and go to the rank
/// in whose share their middle lies.
std::vector<Cut> cut(const std::vector<std::int64_t>& work, Position position, int n_ranks,
                     std::int64_t largest);

/// What a rank gets of so much work, rounded up.
std::int64_t share_of(std::int64_t total, int n_ranks);

/// Divides images equally; one that is more work than `largest` is divided itself, between two of
/// its entries; collective.
/// \param row_map   that of this rank
/// \param work      of the images of this rank
/// \param continues whether the first of them begins on a rank below
Division divide_by_work(const Communicator& comm, const RowMap& row_map, bool continues,
                        const std::vector<std::int64_t>& work, std::int64_t largest);

/// Divides images at boundaries; collective.
/// \param first_image number of the first image of this rank
Division divide_by_images(const Communicator& comm, const RowMap& row_map, std::int64_t first_image,
                          const Boundaries& boundaries);

/// For each image that begins on this rank, the number of its first entry among all.
/// \param begun_below images of the row map that do not: 0 or 1
/// \param first_entry number of the first entry of this rank
RowMap begins_of_images(const RowMap& row_map, int begun_below, std::int64_t first_entry);

/// The row map that a rank has in a division.
/// \param begins what begins_of_images() gives for that rank
RowMap row_map_of(const Division& division, int rank, const RowMap& begins);

}  // namespace SparseConv::mpi::Impl

#endif
