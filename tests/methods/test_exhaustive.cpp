// Every method against the reference: all small shapes of image and filter, all modes, single
// images and batches, several densities.
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>
#include <support/small_shapes.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr std::int64_t largest = 6;

/// Checks the batch, and each of its images on its own.
/// \param teams whether teams of several threads do so as well
template <class T>
void check(const SparseImages& images, const Filter& filter, Mode mode, bool teams = true) {
  const bool single_precision = sizeof(typename T::Scalar) == 4;
  const ReferenceResult expected = reference_convolve(images, filter, mode, single_precision);
  for (const Options& options : all_variants<T>(mode)) {
    if (!teams && options.team_size > 1) continue;
    const auto check_part = [&](std::int64_t first, std::int64_t last) {
      const ReferenceResult part(expected.begin() + first, expected.begin() + last);
      ASSERT_TRUE(agrees(convolve<T>(slice(images, first, last), filter, options), part,
                         tolerance<typename T::Scalar>))
          << describe(options) << ", images " << first << " to " << last - 1 << " of "
          << to_string(images.shape) << ", filter " << to_string(filter.shape());
    };
    check_part(0, images.size());
    for (std::int64_t i = 0; i < images.size(); ++i) check_part(i, i + 1);
  }
}

/// Checks all shapes that have a result.
template <class T>
void check_shapes(Mode mode) {
  Random random(static_cast<unsigned>(mode));
  for (const ImageShape image : shapes_up_to(largest))
    for (const ImageShape shape : shapes_up_to(largest))
      if (has_result(image, shape, mode)) {
        const double zeros = random() % 3 == 0 ? 0.4 : 0;
        const SparseImages images = random_images(random, image, {0, 0.1, 0.4, 1});
        check<T>(images, random_filter(random, shape, zeros), mode);
        if (testing::Test::HasFatalFailure()) return;
      }
}

template <class T>
class Exhaustive : public testing::Test {};
TYPED_TEST_SUITE(Exhaustive, PairsOfTypes);

TYPED_TEST(Exhaustive, Full) { check_shapes<TypeParam>(Mode::full); }
TYPED_TEST(Exhaustive, Same) { check_shapes<TypeParam>(Mode::same); }
TYPED_TEST(Exhaustive, Valid) { check_shapes<TypeParam>(Mode::valid); }

TYPED_TEST(Exhaustive, LargerBatchesOfAllDensities) {
  Random random(7);
  for (const double density : {0.001, 0.01, 0.1, 0.5, 1.0})
    for (const ImageShape filter : {ImageShape{3, 3}, {1, 9}, {8, 5}, {13, 13}})
      for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
        const SparseImages images = random_images(random, {30, 50}, 3, density);
        // Threads of a team wait for each other tile by tile, whatever is in the tiles.
        const bool teams = density == 0.01 || density == 1.0;
        check<TypeParam>(images, random_filter(random, filter), mode, teams);
        if (testing::Test::HasFatalFailure()) return;
      }
}

}  // namespace
}  // namespace SparseConv::Test
