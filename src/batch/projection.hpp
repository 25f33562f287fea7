#ifndef SPARSECONV_BATCH_PROJECTION_HPP
#define SPARSECONV_BATCH_PROJECTION_HPP

#include <SparseConv/projection.hpp>
#include <algorithm>
#include <batch/image_totals.hpp>
#include <batch/teams.hpp>
#include <divide_up.hpp>
#include <limits>

namespace SparseConv::Impl {

/// A projection while images are laid upon it, one after the other.
template <class ExecutionSpace>
struct ProjectedImage {
  DenseImage<ExecutionSpace> values;
  /// Of each pixel the number of images that store it, for the maximum.
  Kokkos::View<std::int64_t**, Kokkos::LayoutRight,
               typename DenseImage<ExecutionSpace>::device_type>
      stored;
  Projection projection;

  KOKKOS_INLINE_FUNCTION void add(std::int64_t pixel, double value) const {
    double& so_far = values.data()[pixel];
    if (projection == Projection::sum) {
      so_far += value;
    } else {
      if (!Kokkos::isnan(so_far) && !(value <= so_far)) so_far = value;
      ++stored.data()[pixel];
    }
  }
};

/// A projection of no images.
template <class ExecutionSpace>
ProjectedImage<ExecutionSpace> start_projection(const ExecutionSpace& space, ImageShape shape,
                                                Projection projection) {
  const auto describe = [&] { return "a projection of images of " + to_string(shape); };
  constexpr std::int64_t most = std::numeric_limits<std::ptrdiff_t>::max() / sizeof(double);
  SPARSECONV_THROW_IF(shape.size() > most, system, "no memory for " + describe());
  return with_memory_for(describe, [&] {
    using Image = DenseImage<ExecutionSpace>;
    using Counts = decltype(ProjectedImage<ExecutionSpace>::stored);
    const bool largest = projection == Projection::max;
    const auto height = static_cast<std::size_t>(shape.height);
    const auto width = static_cast<std::size_t>(shape.width);
    const ProjectedImage<ExecutionSpace> image{
        Image(Kokkos::view_alloc(space, Kokkos::WithoutInitializing,
                                 "SparseConv::projection::values"),
              height, width),
        largest ? Counts(Kokkos::view_alloc(space, "SparseConv::projection::stored"), height, width)
                : Counts(),
        projection};
    Kokkos::deep_copy(space, image.values,
                      largest ? -std::numeric_limits<double>::infinity() : 0.0);
    return image;
  });
}

/// Entries of an image.
struct EntryRange {
  std::int64_t first, last;
};

/// Lays rows of all images of a batch upon a projection. Every team has rows of its own, in which
/// it takes the images one after the other, so that a pixel gets its values in the order of the
/// images.
template <class Matrix, class ExecutionSpace>
struct ProjectionKernel {
  using Member = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;

  static constexpr int team_size = on_host<ExecutionSpace> ? 1 : 128;
  static constexpr int bytes_of_ranges = team_size * sizeof(EntryRange);
  static constexpr int alignment = alignof(EntryRange);

  Matrix batch;  ///< its columns are sorted and unique
  Total total;
  Totals<ExecutionSpace> totals;
  std::int64_t first, last;  ///< rows `first` to `last - 1`
  std::int64_t rows_of_team;
  ProjectedImage<ExecutionSpace> image;

  void run(const ExecutionSpace& space) const {
    const std::int64_t n_teams = divide_up(last - first, rows_of_team);
    Teams<ExecutionSpace> policy(space, number_of_teams(n_teams), team_size);
    policy.set_scratch_size(0, Kokkos::PerTeam(bytes_of_ranges + alignment));
    Kokkos::parallel_for("SparseConv::projection::add", policy, *this);
  }

  KOKKOS_FUNCTION void operator()(const Member& member) const {
    const std::int64_t top = first + member.league_rank() * rows_of_team;
    const std::int64_t bottom = Kokkos::min(top + rows_of_team, last);
    if constexpr (on_host<ExecutionSpace>)
      add_by_one(member, top, bottom);
    else
      add_by_many(member, top, bottom);
  }

 private:
  KOKKOS_FUNCTION void add_by_one(const Member& member, std::int64_t top,
                                  std::int64_t bottom) const {
    for (std::int64_t i = 0; i < batch.numRows(); ++i)
      add_entries(member, i, find_entries(i, top, bottom));
  }

  /// Each thread looks for the entries of an image, before these images are added.
  KOKKOS_FUNCTION void add_by_many(const Member& member, std::int64_t top,
                                   std::int64_t bottom) const {
    const int bytes = bytes_of_ranges;  // as in BoxesByTeams
    auto* const ranges =
        static_cast<EntryRange*>(member.team_scratch(0).get_shmem_aligned(bytes, alignment));
    const std::int64_t n = batch.numRows();
    for (std::int64_t begin = 0; begin < n; begin += team_size) {
      const std::int64_t end = Kokkos::min(begin + team_size, n);
      Kokkos::parallel_for(Kokkos::TeamThreadRange(member, begin, end), [&](std::int64_t i) {
        ranges[i - begin] = find_entries(i, top, bottom);
      });
      member.team_barrier();
      for (std::int64_t i = begin; i < end; ++i) add_entries(member, i, ranges[i - begin]);
      member.team_barrier();  // the ranges are read
    }
  }

  /// The entries of an image in rows `top` to `bottom - 1`.
  KOKKOS_FUNCTION EntryRange find_entries(std::int64_t i, std::int64_t top,
                                          std::int64_t bottom) const {
    const auto& entries = batch.graph.entries;
    const auto width = static_cast<std::int64_t>(image.values.extent(1));
    const std::int64_t end = batch.graph.row_map(i + 1);
    const std::int64_t begin = lower_bound(entries, batch.graph.row_map(i), end, top * width);
    return {begin, lower_bound(entries, begin, end, bottom * width)};
  }

  KOKKOS_FUNCTION void add_entries(const Member& member, std::int64_t i,
                                   const EntryRange& range) const {
    if (range.first == range.last) return;
    const double divisor = total.kind == Normalize::none ? 1 : total.divisor(totals(i));
    Kokkos::parallel_for(
        Kokkos::TeamThreadRange(member, range.first, range.last),
        [&](std::int64_t k) { image.add(batch.graph.entries(k), batch.values(k) / divisor); });
    member.team_barrier();
  }
};

/// Lays the rows from `first` up to but not including `last` of all images of a batch upon a
/// projection.
/// \param batch  its columns are sorted and unique
/// \param totals of the images, where they are divided by them
template <class ExecutionSpace, class Matrix>
void add_to_projection(const ExecutionSpace& space, const Matrix& batch, const Total& total,
                       const Totals<ExecutionSpace>& totals, std::int64_t first, std::int64_t last,
                       const ProjectedImage<ExecutionSpace>& image) {
  // On a host few teams, as each looks for its rows in all images.
  const std::int64_t n_teams = on_host<ExecutionSpace> ? 4 * space.concurrency() : last - first;
  const std::int64_t rows = std::max<std::int64_t>(1, divide_up(last - first, n_teams));
  ProjectionKernel<Matrix, ExecutionSpace>{batch, total, totals, first, last, rows, image}.run(
      space);
}

/// The projection of `n` images that have been laid upon it: counts pixels that are not stored as
/// zeros.
template <class ExecutionSpace>
static DenseImage<ExecutionSpace> finish_projection(const ExecutionSpace& space,
                                                    const ProjectedImage<ExecutionSpace>& image,
                                                    std::int64_t n) {
  if (image.projection == Projection::sum) return image.values;
  const auto size = static_cast<std::int64_t>(image.values.size());
  Kokkos::parallel_for(
      "SparseConv::projection::zeros", Range<ExecutionSpace>(space, 0, size),
      KOKKOS_LAMBDA(const std::int64_t pixel) {
        double& value = image.values.data()[pixel];
        if (value < 0 && (image.stored.data()[pixel] < n || n == 0)) value = 0;
      });
  return image.values;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DenseImage<ExecutionSpace> project(const ExecutionSpace& space,
                                   const Batch<Scalar, Ordinal, ExecutionSpace>& batch,
                                   ImageShape shape, Projection projection, Normalize each) {
  const bool sorted = validate(space, batch, shape).sorted;
  const auto images = sorted ? batch : sort_and_merge(space, batch);
  const auto image = start_projection(space, shape, projection);
  const Total total{each};
  Totals<ExecutionSpace> totals;
  if (each != Normalize::none) totals = find_image_totals(space, total, images, shape.width);
  add_to_projection(space, images, total, totals, 0, shape.height, image);
  return finish_projection(space, image, batch.numRows());
}

}  // namespace SparseConv::Impl

#endif
