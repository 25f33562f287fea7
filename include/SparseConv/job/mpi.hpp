#ifndef SPARSECONV_JOB_MPI_HPP
#define SPARSECONV_JOB_MPI_HPP

#include <SparseConv/job/run.hpp>
#include <SparseConv/mpi/Communicator.hpp>

namespace SparseConv::job {

/// Does a job with all ranks of a communicator; collective, and returns when the result is on the
/// disk. Only builds with the component `mpi` have this function. Kokkos is initialised on every
/// rank. All ranks give the same job, and get the same outcome. The arrays of the result are the
/// same, bit by bit, for every number of ranks.
/// \throws mpi::AgreedError on every rank if a rank failed, for the reasons that run() gives. After
/// any other exception, which is thrown on one rank only, other ranks may be waiting for that rank.
Outcome run(const mpi::Communicator& comm, const Job& job);
/// run() with an observer, who may end it early. Each rank has one of its own.
Outcome run(const mpi::Communicator& comm, const Job& job, Observer& observer);

}  // namespace SparseConv::job

#endif
