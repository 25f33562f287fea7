#ifndef SPARSECONV_MPI_HPP
#define SPARSECONV_MPI_HPP

/// \namespace SparseConv::mpi
/// The component `mpi`: batches whose images are spread over the ranks of a communicator.
///
/// Every function that takes a communicator is collective: all ranks call it, with arguments that
/// agree unless the description says otherwise. A failure on one rank is thrown on every rank.

// In the order in which a caller meets them.
// clang-format off
#include <SparseConv/mpi/Communicator.hpp>
#include <SparseConv/mpi/gpu_aware.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/reduce.hpp>
#include <SparseConv/mpi/DistributedBatch.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <SparseConv/mpi/rebalance.hpp>
#include <SparseConv/mpi/apply.hpp>
#include <SparseConv/mpi/projection.hpp>
#include <SparseConv/mpi/redistribute.hpp>
// clang-format on

#endif
