#ifndef SPARSECONV_MPI_ROUTE_HPP
#define SPARSECONV_MPI_ROUTE_HPP

#include <SparseConv/mpi/partition.hpp>
#include <cstdint>
#include <vector>

namespace SparseConv::mpi::Impl {

/// Row map of the images of a rank, on the host.
using RowMap = std::vector<std::int64_t>;

/// Items `first` to `last - 1` of an array of this rank, and the rank they go to or come from.
struct Parcel {
  int rank;
  std::int64_t first;
  std::int64_t last;
};

/// What a rank sends and what it receives when items are divided anew: one parcel for each rank
/// that it shares items with. Those that a rank sends to itself are among them.
struct Route {
  std::vector<Parcel> sends;
  std::vector<Parcel> receives;
};

/// The route of items, images or entries, that move from where one division of them has them to
/// where another has.
Route make_route(int rank, const Boundaries& from, const Boundaries& to);

}  // namespace SparseConv::mpi::Impl

#endif
