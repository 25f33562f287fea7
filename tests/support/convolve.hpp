#ifndef SPARSECONV_TESTS_CONVOLVE_HPP
#define SPARSECONV_TESTS_CONVOLVE_HPP

#include <SparseConv/Plan.hpp>
#include <support/SparseImages.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {

/// Convolves with a new plan.
template <class T>
SparseImages convolve(const SparseImages& images, const Filter& filter,
                      const Options& options = {}) {
  using Space = typename T::ExecutionSpace;
  using Scalar = typename T::Scalar;
  using Ordinal = typename T::Ordinal;
  const Space space;
  Plan<Scalar, Ordinal, Space> plan(space, images.shape, filter, options);
  const auto batch = to_batch<T>(images);
  return from_batch(plan.apply(space, batch), plan.output_shape());
}

/// Every method with default options, and `direct` also with tiny tiles and with teams of several
/// threads, if the space has such teams. On a busy machine threads of a team wait long for each
/// other.
template <class T>
std::vector<Options> all_variants(Mode mode) {
  Options options;
  options.mode = mode;
  std::vector<Options> variants;
  for (const Method method : all_methods()) {
    options.method = method;
    variants.push_back(options);
  }
  options.method = Method::direct;
  options.tile_pixels = 5;
  variants.push_back(options);
  options.tile_pixels = 70;  // more than a word of the bitmap, and not many barriers
  options.team_size = typename T::ExecutionSpace().concurrency() > 1 ? 2 : 1;
  variants.push_back(options);
  return variants;
}

/// Whether a method gives the same bits every time: Kokkos Kernels adds with atomics on a device.
template <class T>
bool is_reproducible(Method method) {
  return on_host<typename T::ExecutionSpace> || to_string(method) != "precomputed";
}

/// Those of some methods that give the same bits every time.
template <class T>
std::vector<Method> reproducible_methods(const std::vector<Method>& methods = all_methods()) {
  std::vector<Method> found;
  for (const Method method : methods)
    if (is_reproducible<T>(method)) found.push_back(method);
  return found;
}

/// all_variants() of the methods that give the same bits every time.
template <class T>
std::vector<Options> reproducible_variants(Mode mode) {
  std::vector<Options> variants;
  for (const Options& options : all_variants<T>(mode))
    if (is_reproducible<T>(options.method)) variants.push_back(options);
  return variants;
}

/// How a test that failed was configured.
inline std::string describe(const Options& options) {
  return to_string(options.method) + ", mode " + to_string(options.mode) + ", tiles of " +
         std::to_string(options.tile_pixels) + ", teams of " + std::to_string(options.team_size);
}

}  // namespace SparseConv::Test

#endif
