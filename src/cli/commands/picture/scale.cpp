#include "commands/picture/scale.hpp"

#include <cmath>

namespace SparseConv::cli {
namespace {

constexpr double log_contrast = 1000;

}  // namespace

double Scale::place(double value) const {
  if (value <= smallest_) return 0;
  if (value >= largest_) return 1;
  // Halves, as the difference of two finite numbers may be infinite.
  const double linear = (value / 2 - smallest_ / 2) / (largest_ / 2 - smallest_ / 2);
  switch (kind_) {
    case Kind::sqrt:
      return std::sqrt(linear);
    case Kind::log:
      return std::log1p(log_contrast * linear) / std::log1p(log_contrast);
    default:
      return linear;
  }
}

double Scale::value(double place) const {
  double linear = place;
  if (kind_ == Kind::sqrt) linear = place * place;
  if (kind_ == Kind::log) linear = std::expm1(place * std::log1p(log_contrast)) / log_contrast;
  return (1 - linear) * smallest_ + linear * largest_;
}

}  // namespace SparseConv::cli
