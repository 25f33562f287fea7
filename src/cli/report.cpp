#include "report.hpp"

#include <SparseConv/Version.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "kokkos_session.hpp"
#include "memory.hpp"

namespace SparseConv::cli {

void combine(Report& report, const Ranks& ranks) {
  Seconds& seconds = report.seconds;
  std::vector<double> numbers = report.samples;
  numbers.insert(numbers.end(), {seconds.total, seconds.read, seconds.plan, seconds.convolve,
                                 seconds.write, static_cast<double>(peak_memory())});
  numbers = ranks.max(numbers);
  const auto rest = numbers.begin() + static_cast<std::ptrdiff_t>(report.samples.size());
  std::copy(numbers.begin(), rest, report.samples.begin());
  seconds = {rest[0], rest[1], rest[2], rest[3], rest[4]};
  report.peak_memory = static_cast<std::int64_t>(rest[5]);
}

std::string to_json(const Report& report) {
  const Seconds& seconds = report.seconds;
  const nlohmann::ordered_json json = {
      {"version", SPARSECONV_VERSION},
      {"kokkos", {{"version", kokkos_version()}, {"configuration", kokkos_configuration()}}},
      {"space", report.space},
      {"ranks", report.ranks},
      {"threads", report.threads},
      {"method", to_string(report.method)},
      {"mode", to_string(report.mode)},
      {"image_shape", {report.image_shape.height, report.image_shape.width}},
      {"output_shape", {report.output_shape.height, report.output_shape.width}},
      {"images", report.images},
      {"nnz_in", report.nnz_in},
      {"nnz_out", report.nnz_out},
      {"seconds",
       {{"total", seconds.total},
        {"read", seconds.read},
        {"plan", seconds.plan},
        {"convolve", seconds.convolve},
        {"write", seconds.write}}},
      {"convolve_seconds_samples", report.samples},
      {"bytes",
       {{"read", report.bytes_read},
        {"written", report.bytes_written},
        {"peak_memory", report.peak_memory}}}};
  return json.dump(2) + '\n';
}

std::string summary(const Report& report) {
  const double fastest = *std::min_element(report.samples.begin(), report.samples.end());
  const std::string ranks = report.ranks == 1 ? "" : std::to_string(report.ranks) + " ranks of ";
  char text[320];
  std::snprintf(text, sizeof text,
                "%lld images, %lld nonzeros in, %lld out; %.3g s in all, %.3g s convolving, "
                "%.4g images/s; method %s on %s, %s%d thread%s",
                static_cast<long long>(report.images), static_cast<long long>(report.nnz_in),
                static_cast<long long>(report.nnz_out), report.seconds.total, fastest,
                fastest > 0 ? static_cast<double>(report.images_convolved) / fastest : 0,
                to_string(report.method).c_str(), report.space.c_str(), ranks.c_str(),
                report.threads, report.threads == 1 ? "" : "s");
  return text;
}

}  // namespace SparseConv::cli
