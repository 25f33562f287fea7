// Uses a plan for every type of values and columns: what the library instantiates for the device
// has to link.
#include <SparseConv/Plan.hpp>

namespace {

template <class Scalar, class Ordinal>
void convolve() {
  const Kokkos::DefaultExecutionSpace space;
  const SparseConv::Batch<Scalar, Ordinal, Kokkos::DefaultExecutionSpace> no_images;
  for (const SparseConv::Method method : SparseConv::all_methods()) {
    SparseConv::Options options;
    options.method = method;
    SparseConv::Plan<Scalar, Ordinal> plan(space, {8, 8}, SparseConv::box_filter(3), options);
    plan.apply(space, no_images);
  }
}

}  // namespace

int main(int argc, char* argv[]) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  convolve<float, std::int32_t>();
  convolve<float, std::int64_t>();
  convolve<double, std::int32_t>();
  convolve<double, std::int64_t>();
}
