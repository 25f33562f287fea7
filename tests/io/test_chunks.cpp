#include <gtest/gtest.h>
#include <filesystem>
#include <fstream>
#include <io/arrays/ArrayWriter.hpp>
#include <io/arrays/RawArray.hpp>
#include <io/chunks/ChunkReader.hpp>
#include <io/chunks/fletcher32.hpp>
#include <io/chunks/shuffle.hpp>
#include <io/hdf5/create.hpp>
#include <io/hdf5/open.hpp>
#include <numeric>
#include <random>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>

namespace SparseConv::Test {
namespace {

using namespace io;
using namespace io::hdf5;

constexpr std::int64_t chunk_length = 5000;

const ArrayStorage checksum{}, bare{{}, false}, gzip{{Compression::Kind::gzip}},
    gzip_alone{{Compression::Kind::gzip, 4}, false};

using Numbers = std::vector<std::int32_t>;

/// Numbers in which any bit may be set.
Numbers random_numbers(std::int64_t n) {
  std::mt19937 random(1);
  Numbers numbers(static_cast<std::size_t>(n));
  for (std::int32_t& number : numbers) number = static_cast<std::int32_t>(random());
  return numbers;
}

/// Numbers that can be compressed.
Numbers small_numbers(std::int64_t n) {
  Numbers numbers = random_numbers(n);
  for (std::int32_t& number : numbers) number = number & 0x7f;
  return numbers;
}

/// A file with an array, written in pieces of up to `step` numbers.
struct ArrayFile {
  ArrayFile(const Numbers& numbers, std::int64_t step, const ArrayStorage& storage = {}) {
    const Quiet quiet;
    const Handle file = create_file(path, path);
    ArrayWriter writer(file, path, "array", type_in_memory<std::int32_t>(), chunk_length, storage);
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
  for (const std::int64_t n : {1, 4999, 5000, 5001, 17000, 101000})
    for (const std::int64_t step : {1234, 5000, 200000})
      for (const ArrayStorage& storage : {checksum, gzip, gzip_alone})
        for (const Numbers& numbers : {random_numbers(n), small_numbers(n)})
          EXPECT_EQ(read_by_hdf5(ArrayFile(numbers, step, storage).open()), numbers)
              << n << " by " << step << ", " << to_string(storage.compression);
}

TEST(Chunks, AreCompressed) {
  const Numbers numbers = small_numbers(20 * chunk_length);
  const ArrayFile plain(numbers, 30000), compressed(numbers, 30000, gzip);
  EXPECT_LT(2 * std::filesystem::file_size(compressed.path),
            std::filesystem::file_size(plain.path));
}

TEST(Chunks, HaveChecksumsWhereSumsAreMultiplesOf65535) {
  for (const std::int32_t number : {0, -1, 1, 0x7fff8000, 0xffff, 0x0000ff00}) {
    const Numbers numbers(12000, number);
    EXPECT_EQ(read_by_hdf5(ArrayFile(numbers, 12000).open()), numbers) << number;
  }
}

TEST(Chunks, AreReadAsTheyAreStored) {
  for (const ArrayStorage& storage : {checksum, gzip, gzip_alone}) {
    const Numbers numbers = small_numbers(17000);
    const ArrayFile file(numbers, 17000, storage);
    const Handle dataset = file.open();
    const auto codec = ChunkCodec::find(dataset, "array");
    ASSERT_TRUE(codec);
    ASSERT_EQ(codec->chunk_length(), chunk_length);
    Numbers chunk(chunk_length), last(2000), all(17000);
    EXPECT_TRUE(ChunkReader(*codec).read(dataset, 0, 17000, all.data()));
    EXPECT_EQ(all, numbers);
    EXPECT_TRUE(ChunkReader(*codec).read(dataset, chunk_length, chunk_length, chunk.data()));
    EXPECT_EQ(chunk, Numbers(numbers.begin() + 5000, numbers.begin() + 10000));
    EXPECT_TRUE(ChunkReader(*codec).read(dataset, 3 * chunk_length, 2000, last.data()));
    EXPECT_EQ(last, Numbers(numbers.begin() + 15000, numbers.end()));
  }
}

TEST(Chunks, AreReadInSlices) {
  for (const ArrayStorage& storage : {checksum, gzip, gzip_alone, bare}) {
    const Numbers numbers = small_numbers(67000);
    const ArrayFile file(numbers, 67000, storage);
    const RawArray array(file.open(), "array");
    for (const std::int64_t first : {0, 3000, 5000, 16000})
      for (const std::int64_t n : {0, 1000, 2000, 5000, 9000, 14000, 50000, 62000, 67000}) {
        if (first + n > array.length()) continue;
        Numbers slice(static_cast<std::size_t>(n));
        array.read_as(H5T_NATIVE_INT32, first, n, slice.data());
        EXPECT_EQ(slice, Numbers(numbers.begin() + first, numbers.begin() + first + n));
      }
  }
}

TEST(Chunks, AreRefusedIfTheyAreDamaged) {
  for (const ArrayStorage& storage : {checksum, gzip, gzip_alone}) {
    const ArrayFile file(random_numbers(17000), 17000, storage);
    const auto damaged = static_cast<std::int64_t>(file.damage(1));
    const Handle dataset = file.open();
    Numbers chunk(chunk_length);
    EXPECT_FALSE(ChunkReader(*ChunkCodec::find(dataset, "array"))
                     .read(dataset, damaged, chunk_length, chunk.data()));
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
}

TEST(Chunks, AreLeftToHdf5IfNothingIsDoneWithThem) {
  const Numbers numbers = random_numbers(12000);
  const ArrayFile file(numbers, 12000, bare);
  EXPECT_FALSE(ChunkCodec::find(file.open(), "array"));
  EXPECT_EQ(read_by_hdf5(file.open()), numbers);
}

/// The sums by which fletcher32() is described: of 16-bit numbers, the first byte the higher one.
Fletcher32 sum_plainly(std::vector<unsigned char> bytes) {
  if (bytes.size() % 2 != 0) bytes.push_back(0);
  std::uint32_t sum = 0, sum_of_sums = 0;
  const auto add = [](std::uint32_t& to, std::uint32_t number) {
    to += number;
    if (to > 65535) to -= 65535;  // 0 only if all numbers are 0
  };
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    add(sum, bytes[i] * 256u + bytes[i + 1]);
    add(sum_of_sums, sum);
  }
  const auto byte = [](std::uint32_t number) { return static_cast<unsigned char>(number & 255); };
  return {byte(sum), byte(sum / 256), byte(sum_of_sums), byte(sum_of_sums / 256)};
}

TEST(Fletcher32, IsTheSumOfTheSums) {
  std::mt19937 random(2);
  std::vector<std::size_t> lengths(300);
  std::iota(lengths.begin(), lengths.end(), 0);
  for (const std::size_t block : {23040, 46080, 524288})  // of 32 lanes of 360 numbers; a chunk
    for (const std::size_t n : {block - 65, block - 1, block, block + 1, block + 66})
      lengths.push_back(n);
  for (const std::size_t n : lengths) {
    std::vector<unsigned char> bytes(n), large(n, 0xff);
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random());
    EXPECT_EQ(fletcher32(bytes.data(), n), sum_plainly(bytes)) << n;
    EXPECT_EQ(fletcher32(large.data(), n), sum_plainly(large)) << n;
  }
}

TEST(Shuffle, PutsBytesInTheOrderOfTheirSignificance) {
  const unsigned char elements[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  unsigned char shuffled[16] = {}, back[16] = {};
  for (const std::size_t size : {1, 2, 4, 8, 16}) {
    shuffle(elements, 16, size, shuffled);
    const std::size_t length = 16 / size;
    for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(shuffled[i], i % length * size + i / length);
    unshuffle(shuffled, 16, size, back, 16);
    EXPECT_TRUE(std::equal(elements, elements + 16, back)) << size;
  }
}

}  // namespace
}  // namespace SparseConv::Test
