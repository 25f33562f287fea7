// Convolves one batch with every method in every execution space at hand.
//
// Look at how Options choose the method and the type of the plan chooses the space. All give the
// same result up to rounding. A method that would need too much memory says so and is not run.

#include <SparseConv.hpp>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

constexpr SparseConv::ImageShape shape{100, 120};

/// Images with 50 entries each, in pixels that repeat after a few images.
template <class Space>
SparseConv::Batch<float, std::int32_t, Space> make_batch(const Space& space, int n_images) {
  using Batch = SparseConv::Batch<float, std::int32_t, Space>;
  constexpr int each = 50;
  const int n_entries = n_images * each;
  typename Batch::row_map_type::non_const_type row_map("row_map", n_images + 1);
  typename Batch::index_type::non_const_type pixels("pixels", n_entries);
  typename Batch::values_type::non_const_type values("values", n_entries);
  Kokkos::parallel_for(
      "make_batch", Kokkos::RangePolicy<Space>(space, 0, n_images), KOKKOS_LAMBDA(const int image) {
        row_map(image + 1) = std::int64_t{image + 1} * each;
        for (int i = 0; i < each; ++i) {
          pixels(image * each + i) =
              static_cast<std::int32_t>((image * 37 + i * 211) % shape.size());
          values(image * each + i) = static_cast<float>(1 + i % 7);
        }
      });
  return Batch("batch", n_images, static_cast<std::int32_t>(shape.size()), n_entries, values,
               row_map, pixels);
}

/// Prints a line about each method. `expected` is the sum of squares that all methods should give.
/// Returns whether they do.
template <class Space>
bool try_methods(double& expected) {
  const Space space;
  bool all_agree = true;
  const auto batch = make_batch(space, 200);
  for (const SparseConv::Method method : SparseConv::all_methods()) {
    SparseConv::Options options;
    options.method = method;
    SparseConv::Plan plan(space, shape, SparseConv::cosine_filter(6), options);
    auto result = plan.apply(space, batch);  // the first call also warms up caches
    space.fence();
    const Kokkos::Timer timer;
    plan.apply_into(space, batch, result);
    space.fence();
    const double seconds = timer.seconds();
    const auto values = result.values;
    double squares = 0;
    Kokkos::parallel_reduce(
        "squares", Kokkos::RangePolicy<Space>(space, 0, values.extent(0)),
        KOKKOS_LAMBDA(const int i, double& partial) { partial += values(i) * values(i); }, squares);
    if (expected == 0) expected = squares;
    const bool agrees = std::abs(squares / expected - 1) < 1e-5;
    all_agree = all_agree && agrees;
    std::printf("%-8s %-15s %7.2f ms, %s\n", Space::name(), to_string(method).c_str(),
                1e3 * seconds, agrees ? "agrees" : "DIFFERS");
  }
  return all_agree;
}

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  double expected = 0;
  bool all_agree = try_methods<Kokkos::DefaultExecutionSpace>(expected);
  if (!std::is_same_v<Kokkos::DefaultExecutionSpace, Kokkos::DefaultHostExecutionSpace>)
    all_agree = try_methods<Kokkos::DefaultHostExecutionSpace>(expected) && all_agree;

  const Kokkos::DefaultExecutionSpace space;
  const SparseConv::Plan plan(space, shape, SparseConv::box_filter(3));
  std::printf("automatic chooses %s\n", to_string(plan.method()).c_str());

  SparseConv::Options options;
  options.method = SparseConv::Method::precomputed;
  options.memory_budget = 1 << 20;
  try {
    SparseConv::Plan(space, shape, SparseConv::box_filter(21), options);
  } catch (const SparseConv::Error& error) {
    std::printf("refused: %s\n", error.what());
    return all_agree ? 0 : 1;
  }
  std::printf("not refused\n");
  return 1;
}
