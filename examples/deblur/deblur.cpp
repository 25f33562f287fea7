// Finds stars in a blurred image: least squares by conjugate gradients (CGLS).
//
// A star is a pixel. The lens spreads it over several, and at the edges of the frame reflects light
// back into it, so that neighbours become one blot. Sought is the image whose blurred form is
// nearest to what was seen.
//
// Look at: the plan is a linear map A, and plan.adjoint() its exact transpose, boundary and all. An
// iterative solver needs no more than these two; here its vectors are dense images, which plans
// take and give as well.

#include <SparseConv.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

using Space = Kokkos::DefaultExecutionSpace;
using Lens = SparseConv::Plan<double, std::int32_t, Space>;
using Image = Lens::dense_type;  // (image, row, column)
using Vector = Kokkos::View<double*, Space, Kokkos::MemoryUnmanaged>;

constexpr SparseConv::ImageShape shape{48, 64};

struct Star {
  int row, column;
  double light;
};
const std::vector<Star> stars{{1, 2, 1.0},   {1, 5, 0.8},   {10, 20, 1.0}, {12, 22, 0.7},
                              {30, 40, 1.0}, {30, 43, 1.0}, {33, 41, 0.6}, {46, 62, 0.9},
                              {20, 55, 0.5}, {40, 8, 0.8},  {25, 10, 1.0}, {25, 13, 0.9}};

Image make_image(const std::string& name) { return Image(name, 1, shape.height, shape.width); }

/// The pixels of an image, one after the other.
Vector pixels(const Image& image) { return Vector(image.data(), image.size()); }

double dot(const Space& space, const Image& a, const Image& b) {
  const Vector x = pixels(a), y = pixels(b);
  double sum = 0;
  Kokkos::parallel_reduce(
      "dot", Kokkos::RangePolicy<Space>(space, 0, x.size()),
      KOKKOS_LAMBDA(const int i, double& partial) { partial += x(i) * y(i); }, sum);
  return sum;
}

/// to = a * to + b * from
void combine(const Space& space, double a, const Image& to, double b, const Image& from) {
  const Vector y = pixels(to), x = pixels(from);
  Kokkos::parallel_for(
      "combine", Kokkos::RangePolicy<Space>(space, 0, x.size()),
      KOKKOS_LAMBDA(const int i) { y(i) = a * y(i) + b * x(i); });
}

Image sky() {
  const Image image = make_image("sky");
  const auto host = Kokkos::create_mirror_view(image);
  for (const Star& star : stars) host(0, star.row, star.column) = star.light;
  Kokkos::deep_copy(image, host);
  return image;
}

/// Minimises |A x - seen|: the residual, its gradient A^T r, and the direction of the next step.
Image deblur(const Space& space, Lens& lens, const Image& seen, int n_iterations) {
  Lens back = lens.adjoint(space);
  const Image found = make_image("found"), residual = make_image("residual");
  Kokkos::deep_copy(space, residual, seen);
  Image gradient = back.apply_dense(space, residual);
  const Image direction = make_image("direction");
  Kokkos::deep_copy(space, direction, gradient);
  double slope = dot(space, gradient, gradient);
  for (int i = 0; i < n_iterations; ++i) {
    const Image step = lens.apply_dense(space, direction);
    const double length = slope / dot(space, step, step);
    combine(space, 1, found, length, direction);
    combine(space, 1, residual, -length, step);
    gradient = back.apply_dense(space, residual);
    const double next_slope = dot(space, gradient, gradient);
    combine(space, next_slope / slope, direction, 1, gradient);
    slope = next_slope;
  }
  std::printf("what is left of the light seen: %.2g\n",
              dot(space, residual, residual) / dot(space, seen, seen));
  return found;
}

/// The pixels that are brighter than a third of the brightest, and than all of their neighbours.
std::vector<Star> find_peaks(const Image& image) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), image);
  const auto height = static_cast<int>(shape.height), width = static_cast<int>(shape.width);
  const auto brightest = [&](int top, int bottom, int left, int right) {
    double most = 0;
    for (int y = std::max(top, 0); y <= std::min(bottom, height - 1); ++y)
      for (int x = std::max(left, 0); x <= std::min(right, width - 1); ++x)
        most = std::max(most, host(0, y, x));
    return most;
  };
  const double least = 0.3 * brightest(0, height, 0, width);
  std::vector<Star> peaks;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (host(0, y, x) > least && host(0, y, x) == brightest(y - 1, y + 1, x - 1, x + 1))
        peaks.push_back({y, x, host(0, y, x)});
  return peaks;
}

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  const Space space;
  SparseConv::Options options;
  options.boundary = SparseConv::Boundary::reflect;
  auto lens =
      SparseConv::make_plan<double>(space, shape, SparseConv::gaussian_filter(1.5), options);

  const Image seen = lens.apply_dense(space, sky());
  std::printf("%zu peaks in the blurred image\n", find_peaks(seen).size());

  const std::vector<Star> peaks = find_peaks(deblur(space, lens, seen, 100));
  std::size_t n_stars = 0;
  for (const Star& peak : peaks) {
    const bool is_star = std::any_of(stars.begin(), stars.end(), [&](const Star& star) {
      return star.row == peak.row && star.column == peak.column;
    });
    std::printf("  row %2d, column %2d: %s\n", peak.row, peak.column,
                is_star ? "a star" : "nothing");
    n_stars += is_star ? 1 : 0;
  }
  std::printf("%zu peaks after 100 iterations, %zu of the %zu stars\n", peaks.size(), n_stars,
              stars.size());
}
