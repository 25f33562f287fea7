#include <gtest/gtest.h>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <fstream>
#include <io/arrays/block_checksums.hpp>
#include <io/chunks/crc32.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/create.hpp>
#include <io/hdf5/csr_group.hpp>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;
using namespace io::hdf5;

constexpr std::int64_t block = checksum_block_length;

/// Writes an array without HDF5's own checksums. \return where the array begins in the file
template <class Number>
haddr_t write_contiguous(hid_t group, const char* name, const std::vector<Number>& numbers) {
  const hsize_t n = numbers.size();
  const Handle space = H5Screate_simple(1, &n, nullptr);
  const Handle array = H5Dcreate2(group, name, type_in_memory<Number>(), space, H5P_DEFAULT,
                                  H5P_DEFAULT, H5P_DEFAULT);
  EXPECT_GE(
      H5Dwrite(array, type_in_memory<Number>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), 0);
  return H5Dget_offset(array);
}

template <class Number>
std::vector<std::int64_t> sums_of(const std::vector<Number>& numbers) {
  std::vector<std::int64_t> sums;
  for (std::size_t first = 0; first < numbers.size(); first += block)
    sums.push_back(crc32(0, &numbers[first],
                         std::min<std::size_t>(block, numbers.size() - first) * sizeof(Number)));
  return sums;
}

/// A batch of images of 1x4 pixels, with the given numbers of entries.
struct BlockFile {
  BlockFile(const TemporaryFolder& folder, const std::vector<std::int64_t>& offsets)
      : path(folder / "batch.h5"), values(static_cast<std::size_t>(offsets.back())) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 1000 + 1);
    const std::vector<std::int32_t> columns(values.size(), 3);
    const Handle file = create_file(path, path);
    const Handle group = create_csr_group(file, "images", path, {1, 4}, {});
    write_pair(group, path, "shape", {static_cast<std::int64_t>(offsets.size()) - 1, 4});
    write_contiguous(group, "indptr", offsets);
    write_contiguous(group, "indices", columns);
    data = write_contiguous(group, "data", values);
    write_block_checksums(group, path, "data", sums_of(values));
    write_block_checksums(group, path, "indices", sums_of(columns));
  }

  /// Changes a bit of a value.
  void damage(std::int64_t entry) const {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    const auto at = static_cast<std::streamoff>(data) + entry * 4;
    file.seekg(at);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(at);
    file.put(byte);
  }

  std::string path;
  std::vector<float> values;
  haddr_t data = HADDR_UNDEF;
};

template <class Scalar>
std::vector<Scalar> values_of(const BatchReader& reader, std::int64_t first, std::int64_t last) {
  const auto batch = reader.read<Scalar, std::int32_t>(first, last);
  return {batch.values.data(), batch.values.data() + batch.values.extent(0)};
}

TEST(BlockChecksums, AreWrittenAndCompared) {
  const TemporaryFolder folder;
  const std::vector<std::int64_t> offsets{0, 10, block - 1, 3 * block + 1, 3 * block + 20};
  const BlockFile file(folder, offsets);
  const BatchReader reader(file.path);
  for (std::int64_t first = 0; first < 4; ++first)
    for (std::int64_t last = first; last <= 4; ++last) {
      const auto begin = file.values.begin();
      const std::vector<float> expected(begin + offsets[first], begin + offsets[last]);
      EXPECT_EQ(values_of<float>(reader, first, last), expected);
      EXPECT_EQ(values_of<double>(reader, first, last),
                (std::vector<double>(expected.begin(), expected.end())));
    }
  EXPECT_NO_THROW(read_checksum(file.path));
}

TEST(BlockChecksums, FindASingleBitInWhateverIsRead) {
  const TemporaryFolder folder;
  const BlockFile file(folder, {0, 10, block - 1, block, 2 * block + 5, 2 * block + 20});
  for (const std::int64_t entry :
       {std::int64_t{0}, block - 1, block, 2 * block - 1, 2 * block + 19}) {
    file.damage(entry);
    const BatchReader reader(file.path);
    const std::int64_t first = entry / block * block,
                       last = std::min(first + block, 2 * block + 20);
    const std::string message =
        "images/data: holds something else than what was written: elements " +
        std::to_string(first) + " to " + std::to_string(last - 1) + " have another checksum";
    for (std::int64_t image = 0; image < 5; ++image) {
      const auto offsets = reader.offsets(image, image + 1);
      const auto read = [&] { return values_of<float>(reader, image, image + 1); };
      if (offsets[0] < last && offsets[1] > first)
        expect_error(read, Error::Cause::input, message);
      else
        EXPECT_NO_THROW(read());
    }
    expect_error([&] { read_checksum(file.path); }, Error::Cause::input, message);
    file.damage(entry);  // undoes the damage
  }
}

TEST(BlockChecksums, KeepTheLastBlockForTheNextSlice) {
  const TemporaryFolder folder;
  const BlockFile file(folder, {0, 10, 20, block, block + 7, block + 9});
  const BatchReader reader(file.path);
  values_of<float>(reader, 0, 1);
  file.damage(15);  // a second look at the file would find this
  EXPECT_EQ(values_of<float>(reader, 1, 2), std::vector<float>(&file.values[10], &file.values[20]));
  values_of<float>(reader, 3, 4);
  expect_error([&] { values_of<float>(reader, 1, 2); }, Error::Cause::input, "was changed");
}

}  // namespace
}  // namespace SparseConv::Test
