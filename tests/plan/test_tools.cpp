// What Kokkos Tools sees of a convolution: labels, and the instance that every kernel runs on.
#include <SparseConv.hpp>
#include <cstring>
#include <regex>
#include <set>
#include <string>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>
#include <vector>

namespace SparseConv::Test {
namespace {

using Space = Kokkos::DefaultExecutionSpace;
using TestPlan = Plan<float, std::int32_t, Space>;

struct Kernel {
  std::string label;
  std::uint32_t device;
  std::vector<std::string> regions;  ///< regions open at the launch, the outermost first
};
std::vector<Kernel> kernels;
std::vector<std::string> open_regions;
std::vector<std::string> allocations;

void on_kernel(const char* label, std::uint32_t device, std::uint64_t*) {
  kernels.push_back({label, device, open_regions});
}
void on_push(const char* name) { open_regions.push_back(name); }
void on_pop() { open_regions.pop_back(); }
void on_allocation(Kokkos::Profiling::SpaceHandle, const char* label, const void*, std::uint64_t) {
  allocations.push_back(label);
}

class Tools : public testing::TestWithParam<Method> {
 protected:
  void SetUp() override {
    kernels.clear();
    open_regions.clear();
    allocations.clear();
    namespace Callbacks = Kokkos::Tools::Experimental;
    Callbacks::set_begin_parallel_for_callback(on_kernel);
    Callbacks::set_begin_parallel_reduce_callback(on_kernel);
    Callbacks::set_begin_parallel_scan_callback(on_kernel);
    Callbacks::set_allocate_data_callback(on_allocation);
    Callbacks::set_push_region_callback(on_push);
    Callbacks::set_pop_region_callback(on_pop);
  }
  void TearDown() override {
    namespace Callbacks = Kokkos::Tools::Experimental;
    Callbacks::set_begin_parallel_for_callback(nullptr);
    Callbacks::set_begin_parallel_reduce_callback(nullptr);
    Callbacks::set_begin_parallel_scan_callback(nullptr);
    Callbacks::set_allocate_data_callback(nullptr);
    Callbacks::set_push_region_callback(nullptr);
    Callbacks::set_pop_region_callback(nullptr);
  }

  /// Convolves a batch that has to be sorted first, on an instance of its own; also with a
  /// boundary, forwards and backwards. \return the results
  std::vector<SparseImages> convolve(const Space& space) {
    Random random(1);
    const SparseImages images = shuffled(random, random_images(random, {20, 30}, 5, 0.2));
    const auto batch = to_batch<float, std::int32_t, Space>(images);
    Options options;
    options.method = GetParam();
    std::vector<SparseImages> results;
    kernels.clear();
    allocations.clear();
    for (const Boundary boundary : {Boundary::zero, Boundary::wrap}) {
      options.boundary = boundary;
      TestPlan plan(space, images.shape, Filter({2, 2}, {1, -1, -1, 1}), options);
      const auto result = plan.apply(space, batch), back = plan.apply_adjoint(space, result);
      results.push_back(from_batch(result, images.shape));
      results.push_back(from_batch(back, images.shape));
    }
    return results;
  }

  static bool ours(const std::string& label) {
    static const std::regex form("SparseConv(::[a-z0-9_]+){2,}");
    return std::regex_match(label, form);
  }

  /// Whether a label is of a kernel of Kokkos, for clearing and copying, or of Kokkos Kernels, for
  /// the sparse product. A kernel of ours without a label has the name of its type, which contains
  /// our namespace, and blanks or brackets.
  static bool theirs(const std::string& label) {
    return label.rfind("Kokkos::View::", 0) == 0 || label.find("SparseConv") == std::string::npos;
  }
};

TEST_P(Tools, EveryKernelHasALabel) {
  convolve(Space());
  EXPECT_FALSE(kernels.empty());
  const std::string method = "SparseConv::" + to_string(GetParam()) + "::";
  int of_method = 0;
  for (const Kernel& kernel : kernels) {
    EXPECT_TRUE(ours(kernel.label) || theirs(kernel.label)) << kernel.label;
    if (kernel.label.rfind(method, 0) == 0) ++of_method;
  }
  EXPECT_GT(of_method, 0) << "no kernel of " << method;
}

TEST_P(Tools, EveryKernelRunsOnTheInstanceGiven) {
  const auto instances = Kokkos::Experimental::partition_space(Space(), 1, 1);
  const std::uint32_t expected = Kokkos::Tools::Experimental::device_id(instances[1]);
  convolve(instances[1]);
  for (const Kernel& kernel : kernels)
    if (ours(kernel.label)) {
      EXPECT_EQ(kernel.device, expected) << kernel.label;
    }
}

TEST_P(Tools, EveryInstanceGivesTheSame) {
  if (!is_reproducible<Types<float, std::int32_t, Space>>(GetParam())) return;
  const auto expected = convolve(Space());
  for (const Space& instance : Kokkos::Experimental::partition_space(Space(), 1, 1)) {
    const auto results = convolve(instance);
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_TRUE(identical(results[i], expected[i]));
  }
}

TEST_P(Tools, EveryAllocationHasALabel) {
  convolve(Space());
  for (const std::string& label : allocations) EXPECT_FALSE(label.empty());
}

TEST_P(Tools, EveryKernelIsInARegion) {
  convolve(Space());
  EXPECT_EQ(open_regions, std::vector<std::string>());
  std::set<std::string> used;
  for (const Kernel& kernel : kernels)
    if (ours(kernel.label)) {
      ASSERT_FALSE(kernel.regions.empty()) << kernel.label;
      EXPECT_EQ(kernel.regions.front().rfind("SparseConv::", 0), 0) << kernel.regions.front();
      used.insert(kernel.regions.begin(), kernel.regions.end());
    }
  EXPECT_TRUE(used.count("SparseConv::apply"));
  EXPECT_TRUE(used.count("SparseConv::check"));
}

/// The labels of the fences in an apply() of a plan that has been used before, of a matrix with
/// another row map than a batch has.
std::vector<std::string> fences_of_an_apply(Check check, Boundary boundary = Boundary::zero) {
  using Matrix = KokkosSparse::CrsMatrix<float, std::int32_t, Space, void, std::size_t>;
  Random random(1);
  const SparseImages images = random_images(random, {20, 30}, 5000, 0.02);
  const auto batch = to_batch<float, std::int32_t, Space>(images);
  const Matrix::row_map_type::non_const_type row_map("row_map", images.row_map.size());
  copy_to(row_map, images.row_map);
  const Matrix matrix("matrix", batch.numRows(), batch.numCols(), batch.nnz(), batch.values,
                      row_map, batch.graph.entries);
  Options options;
  options.method = Method::direct;
  options.check = check;
  options.boundary = boundary;
  TestPlan plan(Space(), images.shape, box_filter(3), options);
  TestPlan::batch_type result = plan.apply(Space(), matrix);
  plan.apply_into(Space(), matrix, result);
  static std::vector<std::string> fences;
  fences.clear();
  namespace Callbacks = Kokkos::Tools::Experimental;
  Callbacks::set_begin_fence_callback(
      [](const char* label, std::uint32_t, std::uint64_t*) { fences.push_back(label); });
  plan.apply_into(Space(), matrix, result);
  Callbacks::set_begin_fence_callback(nullptr);
  return fences;
}

// A device is waited for where the host needs a number: the check's (for which Kokkos fences
// twice), how many tiles and how many pixels there are, and whether any of them became zero.
TEST(Fences, AreFewOrNone) {
  const auto checked = fences_of_an_apply(Check::all), unchecked = fences_of_an_apply(Check::none);
  EXPECT_LE(checked.size(), on_host<Space> ? 0u : 5u) << testing::PrintToString(checked);
  EXPECT_LE(unchecked.size(), on_host<Space> ? 0u : 3u) << testing::PrintToString(unchecked);
  const auto extended = fences_of_an_apply(Check::none, Boundary::mirror);  // and how many copies
  EXPECT_LE(extended.size(), on_host<Space> ? 0u : 4u) << testing::PrintToString(extended);
}

INSTANTIATE_TEST_SUITE_P(Methods, Tools, testing::ValuesIn(all_methods()),
                         [](const auto& method) { return to_string(method.param); });

}  // namespace
}  // namespace SparseConv::Test
