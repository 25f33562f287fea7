// Memory that is handed out again and again.
#include <gtest/gtest.h>
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <batch/ArrayPool.hpp>

namespace SparseConv::Impl {
namespace {

using Space = Kokkos::DefaultHostExecutionSpace;
using Array = Kokkos::View<double*, Space>;

constexpr char label[] = "SparseConv::test::array";

/// The most bytes of arrays with the label that there are at a time while this object lives.
class PeakOfArrays {
 public:
  PeakOfArrays() {
    now() = most() = 0;
    namespace Callbacks = Kokkos::Tools::Experimental;
    Callbacks::set_allocate_data_callback(
        [](Kokkos::Profiling::SpaceHandle, const char* name, const void*, std::uint64_t bytes) {
          if (std::string(name) == label) most() = std::max(most(), now() += bytes);
        });
    Callbacks::set_deallocate_data_callback(
        [](Kokkos::Profiling::SpaceHandle, const char* name, const void*, std::uint64_t bytes) {
          if (std::string(name) == label) now() -= bytes;
        });
  }
  ~PeakOfArrays() {
    Kokkos::Tools::Experimental::set_allocate_data_callback(nullptr);
    Kokkos::Tools::Experimental::set_deallocate_data_callback(nullptr);
  }
  std::uint64_t operator()() const { return most(); }

 private:
  static std::uint64_t& now() {
    static std::uint64_t bytes;
    return bytes;
  }
  static std::uint64_t& most() {
    static std::uint64_t bytes;
    return bytes;
  }
};

/// Slices of an image are seldom of the same size: the array for a longer one takes the place of a
/// shorter one, and does not come on top.
TEST(ArrayPool, HasNeverMoreArraysThanItKeeps) {
  const Space space;
  ArrayPool<Array> pool(label);
  const PeakOfArrays peak;
  for (std::int64_t n = 1000; n < 1010; ++n) EXPECT_EQ(pool.take(space, n).extent(0), n);
  EXPECT_LT(peak(), 2.1 * 1010 * sizeof(double));
  EXPECT_GE(pool.bytes(), 2 * 1008 * sizeof(double));
}

TEST(ArrayPool, LetsGoOfArraysThatNobodyHoldsFirst) {
  const Space space;
  ArrayPool<Array> pool(label);
  const Array held = pool.take(space, 1000);
  pool.take(space, 1001);
  const PeakOfArrays peak;
  pool.take(space, 1002);
  EXPECT_LT(peak(), 1.1 * 1002 * sizeof(double));
  EXPECT_EQ(pool.take(space, 1000, held).data(), held.data());
}

}  // namespace
}  // namespace SparseConv::Impl
