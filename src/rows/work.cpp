#include <algorithm>
#include <numeric>
#include <rows/work.hpp>

namespace SparseConv::rows {
namespace {

/// The work of an image is cut off here, so that 2^20 images can be added up in 64 bits.
constexpr std::int64_t most_work = std::int64_t(1) << 42;

}  // namespace

std::int64_t most_results(std::int64_t n_entries, std::int64_t n_taps, std::int64_t output_pixels) {
  const std::int64_t taps = std::max<std::int64_t>(n_taps, 1);
  return n_entries > output_pixels / taps ? output_pixels : n_entries * taps;
}

std::int64_t work_of_image(std::int64_t n_entries, std::int64_t n_taps,
                           std::int64_t output_pixels) {
  const std::int64_t taps = std::max<std::int64_t>(n_taps, 1);
  if (n_entries > most_work / (2 * taps)) return most_work;
  return std::min(n_entries * n_taps + most_results(n_entries, n_taps, output_pixels) + 1,
                  most_work);
}

std::int64_t proportion(std::int64_t whole, std::int64_t part, std::int64_t all) {
  if (part >= all) return whole;
  return static_cast<std::int64_t>(static_cast<double>(whole) *
                                   (static_cast<double>(part) / static_cast<double>(all)));
}

std::vector<std::int64_t> work_of_rows(std::int64_t work,
                                       const std::vector<std::int64_t>& entries_of_rows) {
  const std::int64_t all =
      std::accumulate(entries_of_rows.begin(), entries_of_rows.end(), std::int64_t(0));
  std::vector<std::int64_t> result;
  for (const std::int64_t entries : entries_of_rows)
    result.push_back(all > 0 ? proportion(work, entries, all) : 0);
  return result;
}

}  // namespace SparseConv::rows
