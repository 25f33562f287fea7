// Uses a plan for the types of values and columns, and takes a matrix of another type: what the
// library instantiates for the device has to link, and its headers have to compile.
#include <SparseConv.hpp>

namespace {

template <class Scalar, class Ordinal>
void convolve() {
  const Kokkos::DefaultExecutionSpace space;
  using Matrix =
      KokkosSparse::CrsMatrix<const Scalar, Ordinal, Kokkos::DefaultExecutionSpace, void, int>;
  const Matrix no_images;
  SparseConv::Batch<Scalar, Ordinal> result;
  for (const SparseConv::Method method : SparseConv::all_methods()) {
    SparseConv::Options options = SparseConv::Options().expecting(space, no_images, {8, 8});
    options.method = method;
    auto plan =
        SparseConv::make_plan<Scalar, Ordinal>(space, {8, 8}, SparseConv::box_filter(3), options);
    plan.apply_into(space, no_images, result);
    if (plan.has_phases()) plan.numeric(space, no_images, result = plan.symbolic(space, no_images));
  }
  result =
      SparseConv::sort_and_merge(space, SparseConv::to_space(space, SparseConv::to_host(result)));
}

}  // namespace

int main(int argc, char* argv[]) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  convolve<float, std::int32_t>();
  convolve<float, std::int64_t>();
#ifdef SPARSECONV_WITH_DOUBLE
  convolve<double, std::int32_t>();
  convolve<double, std::int64_t>();
#endif
}
