#include <algorithm>
#include <cstring>
#include <io/fletcher32.hpp>

namespace SparseConv::io::hdf5 {
namespace {

/// Numbers after which a sum in 32 bits might be too large: 65535 * (1 + 2 + ... + 360) < 2^32.
constexpr std::size_t block_length = 360;

/// A smaller number that is the same modulo 65535, and 0 only if `sum` is.
constexpr std::uint64_t reduced(std::uint64_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

/// What a block of numbers adds to the two sums.
struct Block {
  std::uint32_t sum = 0;       ///< of the numbers
  std::uint32_t weighted = 0;  ///< each number times how many there are from it to the end
};

/// \param bytes two for each number, in the order of this machine
Block add_up(const unsigned char* bytes, std::uint32_t n) {
  Block block;
  for (std::uint32_t i = 0; i < n; ++i) {
    std::uint16_t number = 0;
    std::memcpy(&number, bytes + 2 * i, 2);
    block.sum += number;
    block.weighted += (n - i) * number;
  }
  return block;
}

/// The lower and the higher byte of a sum, as HDF5 has it: there the first byte of a number is the
/// higher one. A machine that takes it as the lower one has the right bytes in the wrong order, as
/// to exchange the bytes of all numbers is to multiply them by 256 modulo 65535, which exchanges
/// the bytes of their sum. So in the memory of any machine the higher byte comes first.
std::array<unsigned char, 2> bytes_of(std::uint64_t sum) {
  const auto in_memory = static_cast<std::uint16_t>(sum);
  std::array<unsigned char, 2> bytes{};
  std::memcpy(bytes.data(), &in_memory, 2);
  return {bytes[1], bytes[0]};
}

}  // namespace

Fletcher32 fletcher32(const void* chunk, std::size_t n) {
  const auto* const bytes = static_cast<const unsigned char*>(chunk);
  std::uint64_t sum = 0, sum_of_sums = 0;
  for (std::size_t first = 0, all = n / 2; first < all; first += block_length) {
    const std::size_t length = std::min(block_length, all - first);
    const Block block = add_up(bytes + 2 * first, static_cast<std::uint32_t>(length));
    sum_of_sums = reduced(sum_of_sums + length * sum + block.weighted);
    sum = reduced(sum + block.sum);
  }
  if (n % 2 != 0) {
    const unsigned char last[] = {bytes[n - 1], 0};
    sum = reduced(sum + add_up(last, 1).sum);
    sum_of_sums = reduced(sum_of_sums + sum);
  }
  const auto low = bytes_of(sum), high = bytes_of(sum_of_sums);
  return {low[0], low[1], high[0], high[1]};
}

}  // namespace SparseConv::io::hdf5
