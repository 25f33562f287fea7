// Convolves a film: in every frame the same pixels are lit, with other values.
//
// Look at symbolic(), which finds the pattern of the result once, and at numeric(), which computes
// only the values. update_filter() changes the weights of a plan that goes on being used.

#include <SparseConv.hpp>
#include <cstdint>
#include <cstdio>
#include <vector>

using Space = Kokkos::DefaultExecutionSpace;
using Batch = SparseConv::Batch<double>;
using Plan = SparseConv::Plan<double>;

constexpr SparseConv::ImageShape shape{64, 64};

/// Images with a diagonal of 32 pixels each. The diagonal of image i begins in column i.
Batch diagonals(const Space& space, std::int32_t n_images) {
  constexpr std::int32_t length = 32;
  const std::int64_t n_entries = std::int64_t{n_images} * length;
  Batch::row_map_type::non_const_type row_map("row_map", n_images + 1);
  Batch::index_type::non_const_type pixels("pixels", n_entries);
  Kokkos::parallel_for(
      "diagonals", Kokkos::RangePolicy<Space>(space, 0, n_images), KOKKOS_LAMBDA(const int image) {
        row_map(image + 1) = std::int64_t{image + 1} * length;
        for (int i = 0; i < length; ++i)
          pixels(image * length + i) = static_cast<std::int32_t>(i * shape.width + image + i);
      });
  return Batch("film", n_images, static_cast<std::int32_t>(shape.size()), n_entries,
               Batch::values_type::non_const_type("values", n_entries), row_map, pixels);
}

double sum(const Space& space, const Batch& batch) {
  const auto values = batch.values;
  double total = 0;
  Kokkos::parallel_reduce(
      "sum", Kokkos::RangePolicy<Space>(space, 0, values.extent(0)),
      KOKKOS_LAMBDA(const int i, double& partial) { partial += values(i); }, total);
  return total;
}

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  const Space space;
  const Batch film = diagonals(space, 10);
  const SparseConv::Filter blur = SparseConv::gaussian_filter(1.5);

  SparseConv::Options options;
  options.mode = SparseConv::Mode::full;
  options.method = SparseConv::Method::direct;  // direct and precomputed keep patterns
  Plan plan(space, shape, blur, options);
  Batch result = plan.symbolic(space, film);
  std::printf("%d images, %lld entries, %lld in the result\n", film.numRows(),
              static_cast<long long>(film.nnz()), static_cast<long long>(result.nnz()));

  for (int frame = 1; frame <= 3; ++frame) {
    Kokkos::deep_copy(space, film.values, 0.5 * frame);
    plan.numeric(space, film, result);
    std::printf("frame %d: the values add up to %.6f, and blurred to %.6f\n", frame,
                sum(space, film), sum(space, result));
  }

  std::vector<double> weights = blur.weights();
  for (double& weight : weights) weight *= 2;
  plan.update_filter(space, SparseConv::Filter(blur.shape(), weights));
  std::printf("all weights doubled: %.6f\n", sum(space, plan.apply(space, film)));
}
