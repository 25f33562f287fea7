#ifndef SPARSECONV_HPP
#define SPARSECONV_HPP

/// \file
/// Everything of SparseConv's core, in the order in which data flows through it. The optional
/// components have umbrella headers of their own: `SparseConv/io.hpp`, `SparseConv/mpi.hpp`,
/// `SparseConv/job.hpp`.
///
/// \namespace SparseConv
/// The component `core`: batches of sparse images, filters, and plans that convolve one by the
/// other.

#include <SparseConv/Version.hpp>

// clang-format off
#include <SparseConv/Error.hpp>
#include <SparseConv/Shape.hpp>
#include <SparseConv/as_batch.hpp>
#include <SparseConv/Batch.hpp>
#include <SparseConv/Filter.hpp>
#include <SparseConv/Boundary.hpp>
#include <SparseConv/Normalize.hpp>
#include <SparseConv/Method.hpp>
#include <SparseConv/Options.hpp>
#include <SparseConv/Plan.hpp>
#include <SparseConv/projection.hpp>
// clang-format on

#endif
