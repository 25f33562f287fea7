#include "commands/picture/palette.hpp"

#include <algorithm>
#include <cmath>

namespace SparseConv::cli {
namespace {

std::uint8_t between(std::uint8_t low, std::uint8_t high, double part) {
  return static_cast<std::uint8_t>(std::lround(low + part * (high - low)));
}

}  // namespace

const Palette grey{black, white};

const Palette viridis{{68, 1, 84},    {72, 36, 117},  {65, 68, 135},  {53, 95, 141},
                      {42, 120, 142}, {33, 145, 140}, {34, 168, 132}, {68, 191, 112},
                      {122, 209, 81}, {189, 223, 38}, {253, 231, 37}};

Colour colour_at(const Palette& palette, double place) {
  const double position = place * static_cast<double>(palette.size() - 1);
  const std::size_t below = std::min(static_cast<std::size_t>(position), palette.size() - 2);
  const double part = position - static_cast<double>(below);
  const Colour low = palette[below];
  const Colour high = palette[below + 1];
  return {between(low.red, high.red, part), between(low.green, high.green, part),
          between(low.blue, high.blue, part)};
}

}  // namespace SparseConv::cli
