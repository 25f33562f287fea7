#ifndef SPARSECONV_MPI_DISTRIBUTEDBATCH_HPP
#define SPARSECONV_MPI_DISTRIBUTEDBATCH_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/mpi/Communicator.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <cstdint>
#include <optional>

namespace SparseConv::mpi {

/// A batch whose images are spread over the ranks of a communicator, in the order of the ranks.
///
/// The rows of all images are numbered as if the images stood one below the other: row `y` of image
/// `i` is row `i * height + y`. Every rank has a range of these rows. It begins where the range of
/// the previous rank ends, and it may be empty. Here images have 4 rows:
///
///     image 0 | row 0
///             | row 1     rank 0 has rows 0 to 4: first_row is 0, end_row is 5
///             | row 2
///             | row 3
///     image 1 | row 4
///             | ------    here the image is divided
///             | row 5
///             | row 6     rank 1 has rows 5 to 11: first_row is 5, end_row is 12
///             | row 7
///     image 2 | row 8
///             |  ...
///
/// Usually a rank has whole images. An image is *divided* if several ranks have rows of it: each of
/// these ranks has the image in its `local`, with only the entries in the rank's own rows.
template <class Scalar = float, class Ordinal = std::int32_t,
          class ExecutionSpace = Kokkos::DefaultExecutionSpace>
struct DistributedBatch {
  Batch<Scalar, Ordinal, ExecutionSpace> local;  ///< the images of which this rank has rows
  ImageShape image_shape;                        ///< shape of all images
  std::int64_t first_row = 0;                    ///< first row of this rank
  std::int64_t end_row = 0;                      ///< row after the last row of this rank
  std::int64_t n_images = 0;                     ///< images of all ranks
  std::int64_t first_entry = 0;                  ///< entries of the ranks before this rank
  std::int64_t n_entries = 0;                    ///< entries of all ranks

  /// Number of the first image of this rank among the images of all ranks.
  [[nodiscard]] std::int64_t first_image() const {
    return end_row == 0 ? 0 : first_row / image_shape.height;
  }
};

namespace Impl {

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> join(
    const Communicator& comm, const ExecutionSpace& space,
    const Batch<Scalar, Ordinal, ExecutionSpace>& local, ImageShape image_shape,
    std::optional<std::int64_t> first_row);

}  // namespace Impl

/// The images of all ranks, one rank after the other, as one batch; collective. Nothing is copied.
/// \param local       whole images of this rank, a batch or a caller's matrix as as_batch() takes
///                    it; a rank without images may also give one that was made by default
/// \param image_shape shape of all images, the same on every rank
/// \throws Error (input) on every rank if the shapes of two ranks differ, if their number of pixels
/// does not fit Ordinal, or if `local` has another number of columns than an image has pixels
/// \throws Error (system) on every rank if a rank has no memory for a batch without images
template <class ExecutionSpace, class Matrix>
[[nodiscard]] auto as_distributed(const Communicator& comm, const ExecutionSpace& space,
                                  const Matrix& local, ImageShape image_shape) {
  return Impl::join(comm, space, agree(comm, [&] { return as_batch(space, local); }), image_shape,
                    {});
}

/// as_distributed() where ranks may begin inside an image, for instance where a simulation has
/// divided one large image by its rows; collective.
/// \param local     the images of which this rank has rows, with the entries in these rows; an
///                  image is among them even if its rows here have no entries
/// \param first_row number of this rank's first row, `image * height + y`: where its first image is
///                  divided, of the first row that it has of that image. The rows of a rank end
///                  where the rows of the next rank begin, and on the last rank with its last
///                  image. On a rank without images the number does not count.
/// \throws Error (input) also if the rows of all ranks together are not whole images without a gap
template <class ExecutionSpace, class Matrix>
[[nodiscard]] auto as_distributed(const Communicator& comm, const ExecutionSpace& space,
                                  const Matrix& local, ImageShape image_shape,
                                  std::int64_t first_row) {
  return Impl::join(comm, space, agree(comm, [&] { return as_batch(space, local); }), image_shape,
                    first_row);
}

}  // namespace SparseConv::mpi

#endif
