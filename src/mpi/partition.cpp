#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <SparseConv/mpi/reduce.hpp>
#include <mpi/divide.hpp>
#include <rows/divide.hpp>
#include <rows/work.hpp>

namespace SparseConv::mpi {

Boundaries partition(const std::vector<std::int64_t>& work, int n_ranks) {
  return rows::divide(work, n_ranks);
}

Boundaries partition(const Communicator& comm, const std::vector<std::int64_t>& work) {
  return reduce(comm, Impl::count_before_boundaries(comm, work), MPI_SUM);
}

ImageWork convolution_work(const Filter& filter, ImageShape output) {
  return [n_taps = filter.n_taps(), n_pixels = output.size()](std::int64_t n_entries) {
    return rows::work_of_image(n_entries, n_taps, n_pixels);
  };
}

}  // namespace SparseConv::mpi
