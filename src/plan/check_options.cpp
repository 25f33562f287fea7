#include <SparseConv/Error.hpp>
#include <cmath>
#include <number_to_string.hpp>
#include <plan/check_options.hpp>
#include <string>

namespace SparseConv::Impl {
namespace {

void check(const char* name, const std::string& value, bool in_range, const std::string& range) {
  SPARSECONV_THROW_IF(!in_range, input,
                      "the option " + std::string(name) + " is " + value + ": it must be " + range);
}

void check_not_negative(const char* name, std::int64_t value) {
  check(name, std::to_string(value), value >= 0, "at least 0");
}

void check_up_to(const char* name, std::int64_t value, std::int64_t most) {
  check(name, std::to_string(value), value >= 0 && value <= most,
        "from 0 to " + std::to_string(most));
}

}  // namespace

void check_options(const Options& options, const SpaceLimits& limits) {
  // These throw for a number that is no enumerator.
  static_cast<void>(mode_from_string(to_string(options.mode)));
  static_cast<void>(method_from_string(to_string(options.method)));
  static_cast<void>(boundary_from_string(to_string(options.boundary)));
  static_cast<void>(normalize_from_string(to_string(options.normalize)));
  const double threshold = options.threshold;
  check("threshold", number_to_string(threshold), threshold >= 0 && std::isfinite(threshold),
        "a finite number, at least 0");
  check_not_negative("expected_images", options.expected_images);
  const double density = options.expected_density, area = options.expected_area;
  check("expected_density", number_to_string(density), density >= 0 && std::isfinite(density),
        "a finite number, at least 0");
  check("expected_area", number_to_string(area), area >= 0 && area <= 1, "from 0 to 1");
  check_not_negative("memory_budget", options.memory_budget);
  check_not_negative("max_buffer_bytes", options.max_buffer_bytes);
  check_not_negative("max_kept_bytes", options.max_kept_bytes);
  check_up_to("tile_pixels", options.tile_pixels, limits.tile_pixels);
  check_up_to("team_size", options.team_size, limits.team_size);
}

}  // namespace SparseConv::Impl
