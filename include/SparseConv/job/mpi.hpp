#ifndef SPARSECONV_JOB_MPI_HPP
#define SPARSECONV_JOB_MPI_HPP

#include <SparseConv/job/run.hpp>
#include <SparseConv/mpi/Communicator.hpp>

namespace SparseConv::job {

/// Does a job with all ranks of a communicator; collective. Only builds with the component `mpi`
/// have this function. All ranks give the same job, and get the same outcome. The bytes of the
/// result do not depend on the number of ranks.
/// \throws mpi::AgreedError on every rank if a rank failed, for the reasons that run() gives. After
/// any other exception, which is thrown on one rank only, other ranks may be waiting for that rank.
Outcome run(const mpi::Communicator& comm, const Job& job);
/// run() with an observer, who may end it early. Each rank has one of its own.
Outcome run(const mpi::Communicator& comm, const Job& job, Observer& observer);

}  // namespace SparseConv::job

#endif
