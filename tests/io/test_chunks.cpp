#include <gtest/gtest.h>
#include <fstream>
#include <io/ArrayWriter.hpp>
#include <io/ChunkReader.hpp>
#include <io/RawArray.hpp>
#include <io/create.hpp>
#include <io/open.hpp>
#include <random>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;
using namespace io::hdf5;

constexpr std::int64_t chunk_length = 5000;
constexpr std::size_t bytes_of_number = sizeof(std::int32_t);

using Numbers = std::vector<std::int32_t>;

/// Numbers in which any bit may be set.
Numbers random_numbers(std::int64_t n) {
  std::mt19937 random(1);
  Numbers numbers(static_cast<std::size_t>(n));
  for (std::int32_t& number : numbers) number = static_cast<std::int32_t>(random());
  return numbers;
}

/// A file with an array, written in pieces of up to `step` numbers.
struct ArrayFile {
  ArrayFile(const Numbers& numbers, std::int64_t step, const ChunkFilters& filters = {}) {
    const Quiet quiet;
    const Handle file = create_file(path, path);
    ArrayWriter writer(file, path, "array", type_in_memory<std::int32_t>(), chunk_length, filters);
    const auto n = static_cast<std::int64_t>(numbers.size());
    for (std::int64_t first = 0; first < n; first += step)
      writer.append(&numbers[static_cast<std::size_t>(first)], std::min(step, n - first));
    writer.close();
  }

  /// The array as it is stored. It keeps the file open.
  Handle open() const {
    const Handle file = open_file(path);
    return open_dataset(file, "array", path);
  }

  /// Changes a bit of a chunk. \return the first element of the chunk
  hsize_t damage(hsize_t chunk) const {
    const Handle dataset = open();
    const Handle space = H5Dget_space(dataset);
    hsize_t first = 0, size = 0;
    haddr_t address = 0;
    H5Dget_chunk_info(dataset, space, chunk, &first, nullptr, &address, &size);
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(address));
    const auto byte = static_cast<char>(file.get() ^ 1);
    file.seekp(static_cast<std::streamoff>(address));
    file.put(byte);
    return first;
  }

  TemporaryFolder folder;
  std::string path = folder / "array.h5";
};

/// The numbers as HDF5 reads them, which compares its checksums.
Numbers read_by_hdf5(const Handle& dataset) {
  const Handle space = H5Dget_space(dataset);
  Numbers numbers(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  EXPECT_GE(H5Dread(dataset, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), 0);
  return numbers;
}

TEST(Chunks, AreAsHdf5WantsThem) {
  for (const std::int64_t n : {1, 4999, 5000, 5001, 17000})
    for (const std::int64_t step : {1234, 5000, 20000}) {
      const Numbers numbers = random_numbers(n);
      EXPECT_EQ(read_by_hdf5(ArrayFile(numbers, step).open()), numbers) << n << " by " << step;
    }
}

TEST(Chunks, HaveChecksumsWhereSumsAreMultiplesOf65535) {
  for (const std::int32_t number : {0, -1, 1, 0x7fff8000, 0xffff, 0x0000ff00}) {
    const Numbers numbers(12000, number);
    EXPECT_EQ(read_by_hdf5(ArrayFile(numbers, 12000).open()), numbers) << number;
  }
}

TEST(Chunks, AreReadAsTheyAreStored) {
  const Numbers numbers = random_numbers(17000);
  const ArrayFile file(numbers, 17000);
  const Handle dataset = file.open();
  auto reader = ChunkReader::find(dataset, "array", bytes_of_number);
  ASSERT_TRUE(reader);
  ASSERT_EQ(reader->chunk_length(), chunk_length);
  Numbers chunk(chunk_length), last(2000);
  EXPECT_TRUE(reader->read(dataset, chunk_length, chunk_length, chunk.data()));
  EXPECT_EQ(chunk, Numbers(numbers.begin() + 5000, numbers.begin() + 10000));
  EXPECT_TRUE(reader->read(dataset, 3 * chunk_length, 2000, last.data()));
  EXPECT_EQ(last, Numbers(numbers.begin() + 15000, numbers.end()));
}

TEST(Chunks, AreReadInSlices) {
  const Numbers numbers = random_numbers(17000);
  const ArrayFile file(numbers, 17000);
  const RawArray array(file.open(), "array");
  for (const std::int64_t first : {0, 3000, 5000, 16000})
    for (const std::int64_t n : {0, 1000, 2000, 5000, 9000, 14000}) {
      if (first + n > array.length()) continue;
      Numbers slice(static_cast<std::size_t>(n));
      array.read_as(H5T_NATIVE_INT32, first, n, slice.data());
      EXPECT_EQ(slice, Numbers(numbers.begin() + first, numbers.begin() + first + n));
    }
}

TEST(Chunks, AreRefusedIfTheyAreDamaged) {
  const ArrayFile file(random_numbers(17000), 17000);
  const auto damaged = static_cast<std::int64_t>(file.damage(1));
  const Handle dataset = file.open();
  Numbers chunk(chunk_length);
  EXPECT_FALSE(ChunkReader::find(dataset, "array", bytes_of_number)
                   ->read(dataset, damaged, 1, chunk.data()));
  const RawArray array(file.open(), "array");
  array.read_as(H5T_NATIVE_INT32, 0, chunk_length, chunk.data());
  expect_error(
      [&] {
        const Quiet quiet;
        array.read_as(H5T_NATIVE_INT32, damaged, chunk_length, chunk.data());
        return 0;
      },
      Error::Cause::input, "array: cannot be read");
}

TEST(Chunks, AreLeftToHdf5IfAnythingElseIsDoneWithThem) {
  const Numbers numbers = random_numbers(12000);
  const ChunkFilters compressed{{Compression::Kind::gzip}}, bare{{}, false};
  for (const ChunkFilters& filters : {compressed, bare}) {
    const ArrayFile file(numbers, 12000, filters);
    EXPECT_FALSE(ChunkReader::find(file.open(), "array", bytes_of_number));
    EXPECT_EQ(read_by_hdf5(file.open()), numbers);
  }
}

}  // namespace
}  // namespace SparseConv::Test
