#include <SparseConv/io.hpp>
#include <support/TemporaryFolder.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;

constexpr ImageShape shape{5, 8};

TEST(Checksum, ComesWithTheFile) {
  const TemporaryFolder folder;
  Random random(6);
  for (const double density : {0.0, 0.5}) {
    BatchWriter writer(folder / "batch.h5", {300, 400});
    writer.append(to_batch<float, std::int64_t, Kokkos::DefaultHostExecutionSpace>(
        random_images(random, {300, 400}, 5, density)));
    const Checksum written = writer.finish().checksum;
    EXPECT_EQ(written, read_checksum(folder / "batch.h5"));
  }
}

TEST(Checksum, IsNotThatOfOtherContents) {
  const TemporaryFolder folder;
  Random random(7);
  const SparseImages images = random_images(random, shape, 5, 0.5);
  SparseImages values = images, columns = images, rows = images;
  values.values[3] += 1;
  ++columns.columns[0];
  ++rows.row_map[2];
  std::vector<Checksum> checksums;
  for (const SparseImages& other : {images, values, columns, rows}) {
    BatchWriter writer(folder / "batch.h5", shape);
    writer.append(to_batch<float, std::int32_t, Kokkos::DefaultHostExecutionSpace>(other));
    checksums.push_back(writer.finish().checksum);
  }
  EXPECT_NE(checksums[0].data, checksums[1].data);
  EXPECT_NE(checksums[0].indices, checksums[2].indices);
  EXPECT_NE(checksums[0].indptr, checksums[3].indptr);
}

}  // namespace
}  // namespace SparseConv::Test
