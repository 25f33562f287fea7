#include <SparseConv/Error.hpp>
#include <limits>
#include <rows/divide.hpp>
#include <string>

namespace SparseConv::rows {
namespace {

/// `total * part / n_parts`, rounded down. The product itself may not fit 64 bits.
std::int64_t begin_of_share(std::int64_t total, int part, int n_parts) {
  return total / n_parts * part + total % n_parts * part / n_parts;
}

}  // namespace

Boundaries divide(const std::vector<std::int64_t>& work, int n_parts) {
  return divide(work, 0, sum_of_work(work), n_parts);
}

Boundaries divide(const std::vector<std::int64_t>& work, std::int64_t before, std::int64_t total,
                  int n_parts) {
  SPARSECONV_THROW_IF(n_parts < 1, input,
                      "work cannot be divided into " + std::to_string(n_parts) + " parts");
  Boundaries boundaries;
  std::size_t item = 0;
  for (int part = 0; part < n_parts; ++part) {
    const std::int64_t begin = begin_of_share(total, part, n_parts);
    while (item < work.size() && before + work[item] / 2 < begin) before += work[item++];
    boundaries.push_back(static_cast<std::int64_t>(item));
  }
  boundaries.push_back(static_cast<std::int64_t>(work.size()));
  return boundaries;
}

std::vector<std::int64_t> rows_before(const std::vector<std::int64_t>& items,
                                      const std::vector<std::int64_t>& first_rows, RowRange rows) {
  std::vector<std::int64_t> result;
  for (const std::int64_t n : items) {
    const auto item = static_cast<std::size_t>(n);
    result.push_back((item < first_rows.size() ? first_rows[item] : rows.last) - rows.first);
  }
  return result;
}

std::int64_t sum_of_work(const std::vector<std::int64_t>& work) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < work.size(); ++i) {
    SPARSECONV_THROW_IF(work[i] < 0, input,
                        "image " + std::to_string(i) + " is given " + std::to_string(work[i]) +
                            " of work: it must be at least 0");
    SPARSECONV_THROW_IF(work[i] > std::numeric_limits<std::int64_t>::max() - sum, input,
                        "the work of images 0 to " + std::to_string(i) +
                            " is above 2^63 - 1: measure it in larger units");
    sum += work[i];
  }
  return sum;
}

std::int64_t equal_share(std::int64_t total, int n_parts) {
  return total / n_parts + (total % n_parts != 0 ? 1 : 0);
}

}  // namespace SparseConv::rows
