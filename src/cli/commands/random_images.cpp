#include "commands/random_images.hpp"

#include <algorithm>
#include <cmath>

#include "process/process.hpp"

namespace SparseConv::cli {
namespace {

/// The finaliser of SplitMix64: spreads seeds that differ little over all 64 bits.
std::uint64_t mix(std::uint64_t seed) {
  seed += 0x9e3779b97f4a7c15u;
  seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9u;
  seed = (seed ^ (seed >> 27)) * 0x94d049bb133111ebu;
  return seed ^ (seed >> 31);
}

/// Uniform in (0, 1], a multiple of 2^-53.
double uniform(Random& random) { return static_cast<double>((random() >> 11) + 1) * 0x1p-53; }

/// Uniform in 0 .. `bound - 1`, up to a bias of `bound / 2^64`.
std::int64_t uniform_below(Random& random, std::int64_t bound) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound));
}

/// The number of failures before a success, cut off above some bound: the largest k with
/// `q^k >= u`, found bit by bit from the powers of `q = 1 - p`. Where p is small, `1 - p` has few
/// of its digits, and q^n is computed as `1 - n p` while that is small, too.
class Gap {
 public:
  Gap(double p, std::int64_t bound) {
    constexpr double small_p = 0x1p-30, small = 0x1p-27;
    for (std::int64_t reach = 1; reach <= bound; reach *= 2) {
      const double x = p * static_cast<double>(reach);
      const bool is_small = powers_.empty() || (p < small_p && x < small);
      powers_.push_back(is_small ? 1 - x : powers_.back() * powers_.back());
      if (reach > bound / 2) break;
    }
  }

  std::int64_t operator()(Random& random) const {
    const double u = uniform(random);
    double product = 1;
    std::int64_t gap = 0;
    for (std::size_t bit = powers_.size(); bit-- > 0;) {
      if (product * powers_[bit] < u) continue;
      product *= powers_[bit];
      gap += std::int64_t{1} << bit;
    }
    return gap;
  }

 private:
  std::vector<double> powers_;  ///< q^(2^bit)
};

/// Sorts pixels from number `first` on, and of all pixels with the same index keeps the largest
/// value.
void merge(std::vector<Pixel>& pixels, std::size_t first) {
  const auto begin = pixels.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(begin, pixels.end(), [](const Pixel& a, const Pixel& b) {
    return a.index != b.index ? a.index < b.index : a.value > b.value;
  });
  const auto same = [](const Pixel& a, const Pixel& b) { return a.index == b.index; };
  pixels.erase(std::unique(begin, pixels.end(), same), pixels.end());
}

class Patches {
 public:
  Patches(ImageShape shape, std::int64_t count, std::int64_t radius)
      : shape_(shape), count_(count), radius_(radius) {}

  /// Merges from time to time, so that overlapping patches take little more memory than their
  /// union.
  void operator()(Random& random, std::vector<Pixel>& pixels) const {
    constexpr std::size_t some = std::size_t{1} << 20;
    const std::size_t first = pixels.size();
    std::size_t most = first + some;
    for (std::int64_t i = 0; i < count_; ++i) {
      draw(random, pixels);
      if (pixels.size() < most) continue;
      merge(pixels, first);
      most = 2 * pixels.size() - first + some;
    }
    merge(pixels, first);
  }

 private:
  void draw(Random& random, std::vector<Pixel>& pixels) const {
    const std::int64_t row = uniform_below(random, shape_.height);
    const std::int64_t column = uniform_below(random, shape_.width);
    const double height = uniform(random);
    const std::int64_t last_row = std::min(row + radius_, shape_.height);
    const std::int64_t last_column = std::min(column + radius_, shape_.width);
    for (std::int64_t i = std::max<std::int64_t>(row - radius_, 0); i < last_row; ++i) {
      throw_if_interrupted();
      for (std::int64_t j = std::max<std::int64_t>(column - radius_, 0); j < last_column; ++j) {
        const std::int64_t left =
            radius_ * radius_ - (i - row) * (i - row) - (j - column) * (j - column);
        if (left <= 0) continue;
        const double bell = static_cast<double>(left) / static_cast<double>(radius_ * radius_);
        pixels.push_back({i * shape_.width + j, bell * bell * height});
      }
    }
  }

  ImageShape shape_;
  std::int64_t count_, radius_;
};

}  // namespace

Random random_for_image(std::uint64_t seed, std::int64_t image) {
  return Random(mix(mix(seed) + static_cast<std::uint64_t>(image)));
}

DrawImage uniform_pixels(ImageShape shape, double density) {
  const Gap gap(density, shape.size());
  return [gap, shape](Random& random, std::vector<Pixel>& pixels) {
    for (std::int64_t index = gap(random); index < shape.size(); index += 1 + gap(random)) {
      throw_if_interrupted();
      pixels.push_back({index, uniform(random)});
    }
  };
}

DrawImage patches(ImageShape shape, std::int64_t count, std::int64_t radius) {
  return Patches(shape, count, radius);
}

double expected_pixels(ImageShape shape, std::int64_t count, std::int64_t radius) {
  constexpr double pi = 3.14159265358979;
  const auto pixels = static_cast<double>(shape.size());
  const double covered = pi * static_cast<double>(radius) * static_cast<double>(radius) / pixels;
  return pixels * -std::expm1(-static_cast<double>(count) * covered);
}

}  // namespace SparseConv::cli
