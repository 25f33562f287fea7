#include <gtest/gtest.h>
#include <zlib.h>

#include <io/chunks/crc32.hpp>
#include <io/chunks/deflate.hpp>
#include <random>
#include <vector>

// What the library uses where it was built without libdeflate.
#undef SPARSECONV_HAVE_DEFLATE
namespace ByZlib {
#include <io/chunks/crc32.cpp>
#include <io/chunks/deflate.cpp>
}  // namespace ByZlib

namespace SparseConv::Test {
namespace {

namespace zlib = ByZlib::SparseConv::io::hdf5;
using namespace io::hdf5;

using Bytes = std::vector<unsigned char>;

Bytes bytes_below(unsigned most, std::size_t n) {
  std::mt19937 random(3);
  Bytes bytes(n);
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random() % most);
  return bytes;
}

const std::size_t lengths[] = {0, 1, 15, 4096, 1000003};

TEST(Crc32, IsThatOfZlib) {
  EXPECT_EQ(crc32(0, "123456789", 9), 0xcbf43926u);  // the value by which a CRC-32 is known
  for (const std::size_t n : lengths) {
    const Bytes bytes = bytes_below(256, n + 1);
    const std::uint32_t whole = zlib::crc32(7, bytes.data(), n + 1);
    EXPECT_EQ(crc32(7, bytes.data(), n + 1), whole);
    EXPECT_EQ(crc32(crc32(7, bytes.data(), n), bytes.data() + n, 1), whole);
  }
}

TEST(Deflate, EachLibraryReadsWhatTheOtherWrites) {
  for (const std::size_t n : lengths)
    for (const unsigned most : {3, 256})
      for (const int level : {1, 4, 9}) {
        const Bytes bytes = bytes_below(most, n);
        Bytes ours(most_deflated(n)), others(zlib::most_deflated(n)), expanded(n);
        ours.resize(deflate(bytes.data(), n, level, ours.data()));
        others.resize(zlib::deflate(bytes.data(), n, level, others.data()));
        EXPECT_TRUE(zlib::inflate(ours.data(), ours.size(), expanded.data(), n));
        EXPECT_EQ(expanded, bytes);
        expanded.assign(n, 1);
        EXPECT_TRUE(inflate(others.data(), others.size(), expanded.data(), n));
        EXPECT_EQ(expanded, bytes);
      }
}

template <class Inflate>
void expect_refusals(const Inflate& inflate) {
  const Bytes bytes = bytes_below(3, 5000);
  Bytes stored(most_deflated(5000)), expanded(6000);
  stored.resize(deflate(bytes.data(), 5000, 4, stored.data()));
  EXPECT_TRUE(inflate(stored.data(), stored.size(), expanded.data(), 5000));
  EXPECT_FALSE(inflate(stored.data(), stored.size(), expanded.data(), 4999));
  EXPECT_FALSE(inflate(stored.data(), stored.size(), expanded.data(), 5001));
  EXPECT_FALSE(inflate(stored.data(), stored.size() / 2, expanded.data(), 5000));
  stored[stored.size() / 2] ^= 1;
  EXPECT_FALSE(inflate(stored.data(), stored.size(), expanded.data(), 5000));
}

TEST(Inflate, RefusesWhatIsDamagedOrOfAnotherLength) {
  expect_refusals(inflate);
  expect_refusals(zlib::inflate);
}

}  // namespace
}  // namespace SparseConv::Test
