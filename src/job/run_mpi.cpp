#include <SparseConv/job/mpi.hpp>
#include <job/run_on.hpp>

namespace SparseConv::job {

Outcome run(const mpi::Communicator& comm, const Job& job, Observer& observer) {
  return run_on(Ranks(comm), job, observer);
}

Outcome run(const mpi::Communicator& comm, const Job& job) {
  Observer nobody;
  return run(comm, job, nobody);
}

}  // namespace SparseConv::job
