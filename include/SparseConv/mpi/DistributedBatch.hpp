#ifndef SPARSECONV_MPI_DISTRIBUTEDBATCH_HPP
#define SPARSECONV_MPI_DISTRIBUTEDBATCH_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/mpi/Communicator.hpp>

namespace SparseConv::mpi {

/// A batch whose images are spread over the ranks of a communicator, in the order of the ranks.
/// Each rank has a range of consecutive images, which may be empty.
///
/// An image may be divided: several consecutive ranks have some of its entries each. Its columns
/// ascend then from each of these ranks to the next.
template <class Scalar = float, class Ordinal = std::int32_t,
          class ExecutionSpace = Kokkos::DefaultExecutionSpace>
struct DistributedBatch {
  Batch<Scalar, Ordinal, ExecutionSpace> local;  ///< the images of this rank; row map from 0
  std::int64_t first_image = 0;                  ///< number of its first image among all
  std::int64_t n_images = 0;                     ///< images of all ranks
  std::int64_t first_entry = 0;                  ///< number of its first entry among all
  std::int64_t n_entries = 0;                    ///< entries of all ranks
  bool continues = false;  ///< whether its first image is one that begins on a rank below
};

/// The batches of all ranks one after the other as one; collective. Nothing is copied.
/// \param local images of this rank. Without any it may also be a batch that was made by default.
/// \param continues whether the first image goes on with the last one of the ranks below, with
///                  columns above theirs. Without any entries it does not count here.
/// \throws Error (input) on every rank if images of two ranks have different numbers of pixels, or
/// if there is no image that could go on
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> as_distributed(
    const Communicator& comm, const ExecutionSpace& space,
    const Batch<Scalar, Ordinal, ExecutionSpace>& local, bool continues = false);

}  // namespace SparseConv::mpi

#endif
