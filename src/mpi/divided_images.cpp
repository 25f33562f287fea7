#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <algorithm>
#include <mpi/check.hpp>
#include <mpi/divided_images.hpp>
#include <string>

namespace SparseConv::mpi::Impl {
namespace {

/// Whether the last image of a rank continues on one above.
bool continues_on(const Part& below, const Part& above) {
  return above.continues != 0 && below.n_images > 0 &&
         below.first_image + below.n_images - 1 == above.first_image;
}

/// The first pixel of the result that is made by the rank on which a part of an image begins.
std::int64_t first_of_result(const Part& part, const Geometry& geometry) {
  const std::int64_t row = part.first_pixel / geometry.image.width - geometry.row_origin;
  return std::clamp<std::int64_t>(row, 0, geometry.output.height) * geometry.output.width;
}

}  // namespace

std::vector<Part> gather_parts(const Communicator& comm, const Part& mine) {
  auto parts = agree(comm, [&] { return std::vector<Part>(comm.size()); });
  SPARSECONV_MPI(MPI_Allgather, &mine, sizeof(Part), MPI_BYTE, parts.data(), sizeof(Part), MPI_BYTE,
                 comm.get());
  return parts;
}

void check_order(const std::vector<Part>& parts) {
  for (std::size_t above = 1; above < parts.size(); ++above)
    for (std::size_t below = 0; below < above; ++below)
      SPARSECONV_THROW_IF(
          continues_on(parts[below], parts[above]) &&
              parts[below].last_pixel >= parts[above].first_pixel,
          input,
          "image " + std::to_string(parts[above].first_image) + " is divided, but rank " +
              std::to_string(above) + " has column " + std::to_string(parts[above].first_pixel) +
              " of it and rank " + std::to_string(below) + " column " +
              std::to_string(parts[below].last_pixel) + ": columns must ascend from rank to rank");
}

std::vector<Need> needs_of_others(const std::vector<Part>& parts, int rank,
                                  const Geometry& geometry) {
  std::vector<Need> needs;
  for (int above = rank + 1; above < static_cast<int>(parts.size()); ++above) {
    if (!continues_on(parts[rank], parts[above])) continue;
    const std::int64_t row = parts[above].first_pixel / geometry.image.width;
    const std::int64_t first = std::max<std::int64_t>(row - (geometry.filter.height - 1), 0);
    needs.push_back({above, first * geometry.image.width});
  }
  return needs;
}

Band band_of(const std::vector<Part>& parts, int rank, const Geometry& geometry) {
  Band band{0, geometry.output.size()};
  if (parts[rank].continues != 0) band.first = first_of_result(parts[rank], geometry);
  const auto next = std::find_if(parts.begin() + rank + 1, parts.end(), [&](const Part& above) {
    return continues_on(parts[rank], above);
  });
  if (next != parts.end()) band.last = first_of_result(*next, geometry);
  return band;
}

std::vector<std::int64_t> exchange_counts(const Communicator& comm,
                                          std::vector<std::int64_t> counts) {
  auto received = agree(comm, [&] { return std::vector<std::int64_t>(counts.size()); });
  SPARSECONV_MPI(MPI_Alltoall, counts.data(), 1, MPI_INT64_T, received.data(), 1, MPI_INT64_T,
                 comm.get());
  return received;
}

}  // namespace SparseConv::mpi::Impl
