#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <algorithm>
#include <limits>
#include <mpi/check.hpp>
#include <mpi/scan.hpp>
#include <string>

namespace SparseConv::mpi {
namespace {

std::int64_t add_up(const std::vector<std::int64_t>& work) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < work.size(); ++i) {
    SPARSECONV_THROW_IF(work[i] < 0, input,
                        "image " + std::to_string(i) + " is given " + std::to_string(work[i]) +
                            " of work: it must be at least 0");
    SPARSECONV_THROW_IF(work[i] > std::numeric_limits<std::int64_t>::max() - sum, input,
                        "the work of images 0 to " + std::to_string(i) +
                            " is above 2^63 - 1: measure it in larger units");
    sum += work[i];
  }
  return sum;
}

/// `total * rank / n_ranks`, rounded down, where the product may not fit.
std::int64_t share_begin(std::int64_t total, int rank, int n_ranks) {
  return total / n_ranks * rank + total % n_ranks * rank / n_ranks;
}

/// For each rank how many of the images have their middle before the rank's share, for images that
/// follow on others with so much work; then the number of images.
Boundaries divide(const std::vector<std::int64_t>& work, Impl::Position position, int n_ranks) {
  Boundaries boundaries;
  std::size_t image = 0;
  for (int rank = 0; rank < n_ranks; ++rank) {
    const std::int64_t begin = share_begin(position.total, rank, n_ranks);
    while (image < work.size() && position.first + work[image] / 2 < begin)
      position.first += work[image++];
    boundaries.push_back(static_cast<std::int64_t>(image));
  }
  boundaries.push_back(static_cast<std::int64_t>(work.size()));
  return boundaries;
}

}  // namespace

Boundaries partition(const std::vector<std::int64_t>& work, int n_ranks) {
  SPARSECONV_THROW_IF(n_ranks < 1, input,
                      "images cannot be divided among " + std::to_string(n_ranks) + " ranks");
  return divide(work, {0, add_up(work)}, n_ranks);
}

Boundaries partition(const Communicator& comm, const std::vector<std::int64_t>& work) {
  const std::int64_t sum = agree(comm, [&] { return add_up(work); });
  const Impl::Position position = Impl::scan(comm, sum);
  Boundaries boundaries = agree(comm, [&] { return divide(work, position, comm.size()); });
  SPARSECONV_MPI(MPI_Allreduce, MPI_IN_PLACE, boundaries.data(),
                 static_cast<int>(boundaries.size()), MPI_INT64_T, MPI_SUM, comm.get());
  return boundaries;
}

ImageWork convolution_work(const Filter& filter, ImageShape output) {
  return [taps = filter.n_taps(), pixels = output.size()](std::int64_t n_entries) {
    const std::int64_t products = n_entries * taps;
    return products + std::min(products, pixels) + 1;
  };
}

}  // namespace SparseConv::mpi
