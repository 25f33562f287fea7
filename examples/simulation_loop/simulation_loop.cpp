// A simulation of particles, with its own loop, looks at the particles through a blurring lens.
//
// Look at how the plan takes the matrix of the simulation as it is: a KokkosSparse::CrsMatrix with
// size_t offsets and entries in no order, some of them on the same pixel. Its entries and values
// are shared; the row map is converted into memory that the plan keeps. apply_into() writes each
// result to the memory of the last result.
//
// All kernels go to the stream that the simulation chose, one after the other. On a device a call
// waits for this stream where the host has to know a number: whether the entries are valid and
// sorted, how many entries are left after sorting and merging, how many pixels the result has, and
// whether a pixel became zero. A call waits for the whole device where it frees temporary memory.
// On a host nothing waits, as a kernel is done when its launch returns.

#include <SparseConv.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>

using Space = Kokkos::DefaultExecutionSpace;
using Matrix = KokkosSparse::CrsMatrix<double, std::int32_t, Space, void, std::size_t>;

constexpr SparseConv::ImageShape shape{200, 200};
constexpr int n_boxes = 16;        // each is an image
constexpr int n_particles = 1000;  // in each box

/// The matrix into which the simulation counts: a row for each box, an entry for each particle.
Matrix make_matrix(const Space& space) {
  Matrix::row_map_type::non_const_type row_map("row_map", n_boxes + 1);
  Kokkos::parallel_for(
      "row_map", Kokkos::RangePolicy<Space>(space, 0, n_boxes + 1),
      KOKKOS_LAMBDA(const int box) { row_map(box) = static_cast<std::size_t>(box) * n_particles; });
  Matrix::values_type::non_const_type ones("ones", n_boxes * n_particles);
  Kokkos::deep_copy(space, ones, 1);
  return Matrix("particles", n_boxes, static_cast<std::int32_t>(shape.size()),
                n_boxes * n_particles, ones, row_map,
                Matrix::index_type::non_const_type("pixels", n_boxes * n_particles));
}

/// Moves the particles along their orbits, and writes the pixel of each into the matrix.
void move(const Space& space, double time, const Matrix& particles) {
  const auto pixels = particles.graph.entries;
  Kokkos::parallel_for(
      "move", Kokkos::RangePolicy<Space>(space, 0, n_boxes * n_particles),
      KOKKOS_LAMBDA(const int i) {
        const double radius = 90.0 * (i % n_particles) / n_particles;
        const double angle = i + time / (1 + radius);
        const auto row = static_cast<std::int32_t>(100 + radius * Kokkos::sin(angle));
        const auto column = static_cast<std::int32_t>(100 + radius * Kokkos::cos(angle));
        pixels(i) = row * static_cast<std::int32_t>(shape.width) + column;
      });
}

double sum(const Space& space, const SparseConv::Batch<double>& images) {
  const auto values = images.values;
  double total = 0;
  Kokkos::parallel_reduce(
      "light", Kokkos::RangePolicy<Space>(space, 0, values.extent(0)),
      KOKKOS_LAMBDA(const int i, double& partial) { partial += values(i); }, total);
  return total;
}

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  // The simulation has two streams, if there is more than one thread, and looks at the particles on
  // the first.
  const bool divides = Space().concurrency() > 1;
  const Space stream = divides ? Kokkos::Experimental::partition_space(Space(), 1, 1)[0] : Space();

  SparseConv::Options options;
  options.mode = SparseConv::Mode::full;  // keeps the light that leaves the frame
  auto lens =
      SparseConv::make_plan<double>(stream, shape, SparseConv::gaussian_filter(2.0), options);
  const Matrix particles = make_matrix(stream);
  SparseConv::Batch<double> seen;
  for (int step = 0; step < 5; ++step) {
    move(stream, 10.0 * step, particles);
    lens.apply_into(stream, particles, seen);
    std::printf("step %d: %d particles, light %.6f on %lld pixels\n", step, n_boxes * n_particles,
                sum(stream, seen), static_cast<long long>(seen.nnz()));
  }
}
