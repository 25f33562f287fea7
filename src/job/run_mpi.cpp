#include <SparseConv/job/mpi.hpp>
#include <job/run_on.hpp>

namespace SparseConv::job {

Outcome run(const mpi::Communicator& comm, const Job& job, Observer& observer) {
  return run_on(Ranks(comm), job, observer);
}

}  // namespace SparseConv::job
