#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <algorithm>
#include <limits>
#include <mpi/division.hpp>
#include <string>

namespace SparseConv::mpi {
namespace {

/// How many whole images are before the share of each rank, and their number at the end.
Boundaries divide_whole(const std::vector<std::int64_t>& work, Impl::Position position,
                        int n_ranks) {
  Boundaries boundaries;
  for (const Impl::Cut& cut :
       Impl::cut(work, position, n_ranks, std::numeric_limits<std::int64_t>::max()))
    boundaries.push_back(cut.images);
  return boundaries;
}

}  // namespace

Boundaries partition(const std::vector<std::int64_t>& work, int n_ranks) {
  SPARSECONV_THROW_IF(n_ranks < 1, input,
                      "images cannot be divided among " + std::to_string(n_ranks) + " ranks");
  return divide_whole(work, {0, Impl::add_up(work)}, n_ranks);
}

Boundaries partition(const Communicator& comm, const std::vector<std::int64_t>& work) {
  const Impl::Position position = Impl::scan_work(comm, work);
  return Impl::sum(comm, agree(comm, [&] { return divide_whole(work, position, comm.size()); }));
}

ImageWork convolution_work(const Filter& filter, ImageShape output) {
  return [taps = filter.n_taps(), pixels = output.size()](std::int64_t n_entries) {
    const std::int64_t products = n_entries * taps;
    return products + std::min(products, pixels) + 1;
  };
}

}  // namespace SparseConv::mpi
