#ifndef SPARSECONV_HPP
#define SPARSECONV_HPP

/// \file
/// The whole core of SparseConv, in the order in which data flows through it. The optional
/// components have their own umbrella headers: `SparseConv/io.hpp`, `SparseConv/mpi.hpp`,
/// `SparseConv/job.hpp`.
///
/// \namespace SparseConv
/// The component `core`: batches of sparse images, filters, and plans that convolve batches with
/// filters.

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
#include <SparseConv/postprocess.hpp>
#include <SparseConv/projection.hpp>
// clang-format on

#endif
