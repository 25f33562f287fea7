// Results that a reader can check by eye.
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/picture.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

/// Checks that every method gives exactly this result.
template <class T>
void check(Mode mode, const Picture& image, const Picture& filter, const Picture& result) {
  for (const Options& options : all_variants<T>(mode))
    EXPECT_TRUE(
        identical(convolve<T>(image_of(image), filter_of(filter), options), image_of(result)))
        << describe(options);
}

template <class T>
class ByHand : public testing::Test {};
TYPED_TEST_SUITE(ByHand, AllTypes);

TYPED_TEST(ByHand, AnEntryBecomesTheFilter) {
  const Picture filter{"123",  //
                       "456"};
  check<TypeParam>(Mode::full,
                   {"...",  //
                    ".1.",  //
                    "..."},
                   filter,
                   {".....",  //
                    ".123.",  //
                    ".456.",  //
                    "....."});
}

TYPED_TEST(ByHand, ModesAreParts) {
  const Picture image{"1..",  //
                      "..2"};
  const Picture filter{"12",  //
                       ".3"};
  check<TypeParam>(Mode::full, image, filter,
                   {"12..",  //
                    ".324",  //
                    "...6"});
  check<TypeParam>(Mode::same, image, filter,
                   {"12.",  //
                    ".32"});
  check<TypeParam>(Mode::valid, image, filter, {"32"});
}

TYPED_TEST(ByHand, SumsAndWhatCancels) {
  check<TypeParam>(Mode::full, {"111"}, {"1-"}, {"1..-"});
  check<TypeParam>(Mode::full,
                   {"11",  //
                    "11"},
                   {"11",  //
                    "11"},
                   {"121",  //
                    "242",  //
                    "121"});
}

TYPED_TEST(ByHand, TheFilterIsTurnedAround) {
  check<TypeParam>(Mode::same, {"..1.."}, {"123"}, {".123."});
  check<TypeParam>(Mode::valid, {"12345"}, {"1.."}, {"345"});
}

}  // namespace
}  // namespace SparseConv::Test
