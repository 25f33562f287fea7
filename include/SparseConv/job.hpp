#ifndef SPARSECONV_JOB_HPP
#define SPARSECONV_JOB_HPP

/// \namespace SparseConv::job
/// The component `job`: a convolution from file to file, of any size, which can be interrupted and
/// resumed. The program `sparseconv convolve` adds a command line.
///
///     SparseConv::job::Job job;
///     job.input = "rois.h5";
///     job.output = "blurred.h5";
///     job.filters = {SparseConv::job::filter_from_text("gaussian:2")};
///     job.resume = true;
///     const SparseConv::job::Outcome outcome = SparseConv::job::run(job);
///
/// With `SparseConv/job/mpi.hpp`, which needs the component `mpi`, all ranks of a communicator do a
/// job together: `SparseConv::job::run(comm, job)`.

#include <SparseConv/job/Job.hpp>
#include <SparseConv/job/Observer.hpp>
#include <SparseConv/job/Outcome.hpp>
#include <SparseConv/job/limits.hpp>
#include <SparseConv/job/run.hpp>

#endif
