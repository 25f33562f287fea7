#include <algorithm>
#include <cstring>
#include <io/chunks/fletcher32.hpp>

namespace SparseConv::io::hdf5 {
namespace {

/// Numbers that are added side by side, in the lanes of vectors.
constexpr std::uint32_t lanes = 32;

/// Numbers of a lane after which a sum in 32 bits might be too large: 65535 * (1 + 2 + ... + 360) <
/// 2^32.
constexpr std::size_t longest_lane = 360;

/// A smaller number that is the same modulo 65535, and 0 only if `sum` is.
constexpr std::uint64_t reduced(std::uint64_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

/// What a block of numbers adds to the two sums.
struct Block {
  std::uint64_t sum = 0;       ///< of the numbers
  std::uint64_t weighted = 0;  ///< each number times how many there are from it to the end
};

std::uint16_t number_at(const unsigned char* bytes) {  // in the order of this machine
  std::uint16_t number = 0;
  std::memcpy(&number, bytes, 2);
  return number;
}

/// Adds up `length` numbers of each lane. In its lane a number is added to `sums` once, and to
/// `weighted` once more for each number that follows there:
///
///     numbers    a b | c d | e f         two lanes, of three numbers
///     weights    6 5 | 4 3 | 2 1         of a: three times the lanes, less 0, which is its lane
Block add_up(const unsigned char* bytes, std::size_t length) {
  std::uint32_t sums[lanes] = {}, weighted[lanes] = {};
  for (; length > 0; --length, bytes += 2 * lanes)
    for (std::uint32_t l = 0; l < lanes; ++l) {
      sums[l] += number_at(bytes + 2 * l);
      weighted[l] += sums[l];
    }
  Block block;
  for (std::uint32_t l = 0; l < lanes; ++l) {
    block.sum += sums[l];
    block.weighted += std::uint64_t(lanes) * weighted[l] - std::uint64_t(l) * sums[l];
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
  const auto* next = static_cast<const unsigned char*>(chunk);
  const auto* const end = next + n;
  std::uint64_t sum = 0, sum_of_sums = 0;
  for (std::size_t left = n / 2 / lanes; left > 0;) {
    const std::size_t length = std::min(longest_lane, left), numbers = length * lanes;
    const Block block = add_up(next, length);
    sum_of_sums = reduced(sum_of_sums + numbers * sum + block.weighted);
    sum = reduced(sum + block.sum);
    next += 2 * numbers;
    left -= length;
  }
  const auto add = [&](const unsigned char* number) {
    sum = reduced(sum + number_at(number));
    sum_of_sums = reduced(sum_of_sums + sum);
  };
  for (; next + 1 < end; next += 2) add(next);
  if (next < end) {
    const unsigned char last[] = {*next, 0};
    add(last);
  }
  const auto low = bytes_of(sum), high = bytes_of(sum_of_sums);
  return {low[0], low[1], high[0], high[1]};
}

}  // namespace SparseConv::io::hdf5
