#include <SparseConv/job/mpi.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <job/run_on.hpp>

namespace SparseConv::job {

Outcome run(const mpi::Communicator& comm, const Job& job, Observer& observer) {
  // Ranks agree on nothing where there is one: it fails as if it were alone.
  if (comm.size() == 1) return mpi::agree(comm, [&] { return run_on(Ranks(), job, observer); });
  return run_on(Ranks(comm), job, observer);
}

Outcome run(const mpi::Communicator& comm, const Job& job) {
  Observer nobody;
  return run(comm, job, nobody);
}

}  // namespace SparseConv::job
