// The code of devices, with every lane of a team a thread: what a tile, a team and a scratch memory
// of any size give, and what the phases give.
#include <lanes/Lanes.hpp>
// Lanes comes first: what follows is compiled for it.
#include <batch/projection.hpp>
#include <batch/sort_and_merge.hpp>
#include <batch/validate.hpp>
#include <methods/define_method.hpp>
#include <methods/direct/direct.hpp>
#include <methods/gather_scatter/gather_scatter.hpp>
#include <methods/lazy/lazy.hpp>
#include <plan/Plan.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>

namespace SparseConv {
namespace Impl {

// Kokkos Kernels knows no such space.
template <class Scalar, class Ordinal>
struct MethodEntry<Method::precomputed, Scalar, Ordinal, Kokkos::Lanes> {
  static std::unique_ptr<Algorithm<Scalar, Ordinal, Kokkos::Lanes>> make(const Kokkos::Lanes&,
                                                                         const Geometry&,
                                                                         const Filter&,
                                                                         const Options&) {
    SPARSECONV_THROW(input, "precomputed does not run on lanes");
  }
  static Cost cost(const Workload&, const Options&) { return {Fit::never, 0, 0}; }
};

}  // namespace Impl

namespace Test {
namespace {

/// Leaves out the barrier that `.ci/lanes` names, and tells it where the barriers are.
class Barriers : public testing::Environment {
 public:
  void SetUp() override {
    if (const char* site = std::getenv("SPARSECONV_SKIPPED_BARRIER"))
      Kokkos::Impl::LaneSettings::skipped_site = std::atoi(site);
  }
  void TearDown() override {
    if (std::getenv("SPARSECONV_LIST_BARRIERS") != nullptr) Kokkos::Impl::LaneSites::all().print();
  }
};
[[maybe_unused]] const auto* const barriers = testing::AddGlobalTestEnvironment(new Barriers);

/// `direct` in teams and tiles of many sizes, and the methods that choose for themselves.
std::vector<Options> variants(Mode mode) {
  Options options;
  options.mode = mode;
  std::vector<Options> variants;
  for (const Method method : {Method::lazy, Method::gather_scatter, Method::direct}) {
    options.method = method;
    variants.push_back(options);
  }
  for (const auto& [team_size, tile_pixels] :
       {std::pair(3, 5), std::pair(3, 70), std::pair(32, 5), std::pair(32, 1900)}) {
    options.team_size = team_size;
    options.tile_pixels = tile_pixels;
    variants.push_back(options);
  }
  options.check = Check::none;
  variants.push_back(options);
  return variants;
}

template <class T>
class LanesTest : public testing::Test {
 protected:
  void SetUp() override {
#ifdef KOKKOS_ENABLE_ATOMICS_BYPASS
    GTEST_SKIP() << "the atomics of this Kokkos, for Serial alone, are for one thread";
#endif
  }

  using Scalar = typename T::Scalar;
  using LanePlan = Plan<Scalar, typename T::Ordinal, Kokkos::Lanes>;

  static auto batch(const SparseImages& images) {
    return to_batch<Scalar, typename T::Ordinal, Kokkos::Lanes>(images);
  }

  /// All results agree with the reference, and those of `direct` are the same bit by bit.
  void check(const SparseImages& images, const Filter& filter, Mode mode) {
    const auto expected = reference_convolve(images, filter, mode, sizeof(Scalar) == 4);
    const SparseImages unsorted = shuffled(random, images);
    SparseImages bits;
    for (const Options& options : variants(mode)) {
      SCOPED_TRACE(describe(options));
      LanePlan plan(Kokkos::Lanes(), images.shape, filter, options);
      const auto given = batch(options.check == Check::all ? unsorted : images);
      const auto result = from_batch(plan.apply(Kokkos::Lanes(), given), plan.output_shape());
      EXPECT_TRUE(agrees(result, expected, tolerance<Scalar>));
      if (options.method != Method::direct) continue;
      if (bits.shape.height == 0) bits = result;
      EXPECT_TRUE(identical(result, bits));
      check_phases(plan, given, result);
    }
  }

  /// symbolic() and numeric() give what apply() gives, but for stored zeros.
  template <class LaneBatch>
  void check_phases(LanePlan& plan, const LaneBatch& given, const SparseImages& expected) {
    auto result = plan.symbolic(Kokkos::Lanes(), given);
    for (int i = 0; i < 2; ++i) plan.numeric(Kokkos::Lanes(), given, result);
    const SparseImages all = from_batch(result, plan.output_shape());
    SparseImages stored{expected.shape, {0}, {}, {}};
    for (std::int64_t i = 0; i < all.size(); ++i) {
      for (std::int64_t k = all.row_map[i]; k < all.row_map[i + 1]; ++k)
        if (all.values[k] != 0) stored.add(all.columns[k], all.values[k]);
      stored.end_image();
    }
    EXPECT_TRUE(identical(stored, expected));
  }

  /// The values at the pixels of a pattern are those of the whole result there, bit by bit.
  void check_values_at(const SparseImages& images, const SparseImages& pattern,
                       const Filter& filter) {
    for (const Options& options : variants(Mode::same)) {
      if (options.method != Method::direct) continue;
      SCOPED_TRACE(describe(options));
      LanePlan plan(Kokkos::Lanes(), images.shape, filter, options);
      const auto given = batch(images);
      const SparseImages whole = from_batch(plan.apply(Kokkos::Lanes(), given), images.shape);
      SparseImages expected = pattern;
      for (std::int64_t i = 0; i < pattern.size(); ++i)
        for (std::int64_t k = pattern.row_map[i]; k < pattern.row_map[i + 1]; ++k)
          expected.values[k] = value_of(whole, i, pattern.columns[k]);
      EXPECT_TRUE(
          identical(from_batch(plan.apply_at(Kokkos::Lanes(), given, batch(pattern)), images.shape),
                    expected));
    }
  }

  static double value_of(const SparseImages& images, std::int64_t image, std::int64_t pixel) {
    for (std::int64_t k = images.row_map[image]; k < images.row_map[image + 1]; ++k)
      if (images.columns[k] == pixel) return images.values[k];
    return 0;
  }

  /// The images divided by their sums, which are made of the sums of their rows.
  static SparseImages normalized(SparseImages images) {
    for (std::int64_t i = 0; i < images.size(); ++i) {
      const std::int64_t begin = images.row_map[i], end = images.row_map[i + 1];
      double sum = 0;
      for (std::int64_t y = 0; y < images.shape.height; ++y) {
        double of_row = 0;
        for (std::int64_t k = begin; k < end; ++k)
          if (images.columns[k] / images.shape.width == y) of_row += images.values[k];
        sum += of_row;
      }
      for (std::int64_t k = begin; k < end; ++k)
        images.values[k] = static_cast<Scalar>(images.values[k] / sum);
    }
    return images;
  }

  Random random{5};
};

using LaneTypes = testing::Types<Types<float, std::int32_t, Kokkos::Lanes>,
                                 Types<double, std::int64_t, Kokkos::Lanes>>;
TYPED_TEST_SUITE(LanesTest, LaneTypes);

TYPED_TEST(LanesTest, SmallImages) {
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid})
    this->check(random_images(this->random, {6, 7}, {0, 0.05, 0.3, 1, 0}),
                random_filter(this->random, {3, 4}, 0.3), mode);
}

TYPED_TEST(LanesTest, ImagesOfManyTiles) {
  this->check(random_images(this->random, {19, 90}, {0.02, 0, 0.3}),
              random_filter(this->random, {5, 3}), Mode::same);
}

// Teams find the columns of the entries of wider images.
TYPED_TEST(LanesTest, WideImages) {
  this->check(random_images(this->random, {3, 50}, {0.2, 0, 0.02}),
              random_filter(this->random, {3, 3}), Mode::same);
}

TYPED_TEST(LanesTest, WideImagesThatTeamsShare) {
  const SparseImages images = random_images(this->random, {64, 70}, {0.95, 1});  // 4256 and 4480
  const Filter filter = random_filter(this->random, {1, 2});
  Options options;
  options.method = Method::direct;
  typename TestFixture::LanePlan plan(Kokkos::Lanes(), images.shape, filter, options);
  EXPECT_TRUE(agrees(
      from_batch(plan.apply(Kokkos::Lanes(), this->batch(images)), plan.output_shape()),
      reference_convolve(images, filter, options.mode, sizeof(typename TestFixture::Scalar) == 4),
      tolerance<typename TestFixture::Scalar>));
}

TYPED_TEST(LanesTest, FilterThatIsAProduct) {
  this->check(random_images(this->random, {6, 7}, {0, 0.05, 0.3, 1}), gaussian_filter(1),
              Mode::full);
}

TYPED_TEST(LanesTest, NoEntries) {
  this->check({{6, 7}, {0, 0, 0}, {}, {}}, random_filter(this->random, {3, 3}), Mode::same);
}

TYPED_TEST(LanesTest, ValuesAtPixels) {
  this->check_values_at(random_images(this->random, {6, 7}, {0, 0.05, 0.3, 1}),
                        random_images(this->random, {6, 7}, {0.5, 0.5, 0, 0.2}),
                        random_filter(this->random, {3, 4}, 0.3));
  this->check_values_at(random_images(this->random, {19, 90}, {0.02, 0, 0.3}),
                        random_images(this->random, {19, 90}, {0.1, 0.1, 1}),
                        random_filter(this->random, {5, 3}));
}

// The rows of the last image, which has many entries, are added up by many threads.
TYPED_TEST(LanesTest, NormalizedImages) {
  const SparseImages images = random_images(this->random, {19, 40}, {0.02, 0, 0.5});
  Options options;
  options.method = Method::direct;
  typename TestFixture::LanePlan plan(Kokkos::Lanes(), images.shape, gaussian_filter(0.5), options);
  options.normalize = Normalize::sum;
  typename TestFixture::LanePlan other(Kokkos::Lanes(), images.shape, gaussian_filter(0.5),
                                       options);
  const auto batch = this->batch(images);
  EXPECT_TRUE(
      identical(from_batch(other.apply(Kokkos::Lanes(), batch), images.shape),
                this->normalized(from_batch(plan.apply(Kokkos::Lanes(), batch), images.shape))));
}

TYPED_TEST(LanesTest, Scans) {
  const Kokkos::Lanes space;
  for (const std::int64_t n : {0, 1, 70, 20000}) {
    const auto counts = Impl::make_counts(space, "counts", n);
    std::vector<std::int64_t> expected{0};
    std::int64_t largest = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      counts(i) = std::uniform_int_distribution<int>(0, 9)(this->random);
      largest = std::max(largest, counts(i));
      expected.push_back(expected.back() + counts(i));
    }
    const Impl::Scanned found = Impl::scan_counts(space, "scan", counts);
    EXPECT_EQ(found.total, expected.back());
    EXPECT_EQ(found.largest, largest);
    EXPECT_EQ(std::vector<std::int64_t>(counts.data(), counts.data() + n + 1), expected);
  }
}

// The 128 lanes of a team look for entries in as many images at a time. After an image with entries
// they meet; after those without, the entries of the next images take the place of what they read.
TYPED_TEST(LanesTest, Projections) {
  const Kokkos::Lanes space;
  std::vector<double> densities(160, 0.4);
  std::fill(densities.begin() + 20, densities.begin() + 128, 0.0);
  const SparseImages images = random_images(this->random, {2, 3}, densities);
  std::vector<double> expected(6, 0.0);
  for (std::size_t k = 0; k < images.columns.size(); ++k)
    expected[static_cast<std::size_t>(images.columns[k])] += images.values[k];
  const Impl::ProjectedImage<Kokkos::Lanes> image{
      DenseImage<Kokkos::Lanes>("values", 2, 3), {}, Impl::Projection::sum};
  Impl::add_to_projection(space, this->batch(images), Impl::Total{Normalize::none},
                          Impl::Totals<Kokkos::Lanes>(), 0, 2, image);
  EXPECT_EQ(std::vector<double>(image.values.data(), image.values.data() + 6), expected);
}

}  // namespace
}  // namespace Test
}  // namespace SparseConv
