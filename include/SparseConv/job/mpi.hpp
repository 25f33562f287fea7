#ifndef SPARSECONV_JOB_MPI_HPP
#define SPARSECONV_JOB_MPI_HPP

#include <SparseConv/job/run.hpp>
#include <SparseConv/mpi/Communicator.hpp>

namespace SparseConv::job {

/// Does a job with all ranks of a communicator; collective. It is for builds with the component
/// `mpi`. All ranks give the same job, and get the same outcome; the bytes of the result do not
/// depend on their number.
/// \throws mpi::AgreedError on every rank if one of them failed, for the reasons that run() gives.
/// After any other exception, which is one rank's alone, the others may be waiting for it.
Outcome run(const mpi::Communicator& comm, const Job& job, Observer& observer);

}  // namespace SparseConv::job

#endif
