#include "commands/report.hpp"

#include <SparseConv/Version.hpp>
#include <algorithm>
#include <bytes_to_string.hpp>
#include <cstdio>
#include <json_text.hpp>

#include "process/kokkos_session.hpp"
#include "words.hpp"

namespace SparseConv::cli {

namespace {

using Json = nlohmann::ordered_json;

Json kokkos() { return {{"version", kokkos_version()}, {"configuration", kokkos_configuration()}}; }

Json results_of(const job::Outcome& outcome) {
  Json results = Json::array();
  for (const job::Result& result : outcome.results)
    results.push_back({{"filter", result.filter},
                       {"group", result.group},
                       {"method", to_string(result.method)},
                       {"output_shape", {result.output_shape.height, result.output_shape.width}},
                       {"nnz_out", result.nnz}});
  return results;
}

/// Adds what a job did otherwise than jobs do: other reports are as they have always been.
void add_what_is_unusual(Json& report, const job::Outcome& outcome) {
  if (outcome.boundary != Boundary::zero) report["boundary"] = to_string(outcome.boundary);
  if (outcome.correlate) report["correlate"] = true;
  if (outcome.adjoint) report["adjoint"] = true;
  if (outcome.results.size() > 1) report["results"] = results_of(outcome);
}

Json report_of(const job::Outcome& outcome) {
  const job::Seconds& seconds = outcome.seconds;
  Json report = {{"version", SPARSECONV_VERSION},
                 {"kokkos", kokkos()},
                 {"space", outcome.space},
                 {"ranks", outcome.ranks},
                 {"threads", outcome.threads},
                 {"method", to_string(outcome.method)},
                 {"mode", to_string(outcome.mode)},
                 {"image_shape", {outcome.image_shape.height, outcome.image_shape.width}},
                 {"output_shape", {outcome.output_shape.height, outcome.output_shape.width}},
                 {"images", outcome.images},
                 {"nnz_in", outcome.nnz_in},
                 {"nnz_out", outcome.nnz_out},
                 {"seconds",
                  {{"total", seconds.total},
                   {"read", seconds.read},
                   {"plan", seconds.plan},
                   {"convolve", seconds.convolve},
                   {"write", seconds.write}}},
                 {"convolve_seconds_samples", outcome.samples},
                 {"bytes",
                  {{"read", outcome.bytes_read},
                   {"written", outcome.bytes_written},
                   {"peak_memory", outcome.peak_memory}}}};
  add_what_is_unusual(report, outcome);
  return report;
}

}  // namespace

std::string to_json(const job::Outcome& outcome) { return json_text(report_of(outcome)) + '\n'; }

std::string to_json(const std::vector<job::Outcome>& outcomes) {
  Json jobs = Json::array();
  for (const job::Outcome& outcome : outcomes) jobs.push_back(report_of(outcome));
  return json_text({{"version", SPARSECONV_VERSION}, {"kokkos", kokkos()}, {"jobs", jobs}}) + '\n';
}

std::string summary(const job::Outcome& outcome) {
  const double fastest = *std::min_element(outcome.samples.begin(), outcome.samples.end());
  const std::string filters = outcome.results.size() == 1
                                  ? ""
                                  : " of " + std::to_string(outcome.results.size()) + " filters";
  const std::string ranks = outcome.ranks == 1 ? "" : std::to_string(outcome.ranks) + " ranks of ";
  char text[320];
  std::snprintf(text, sizeof text,
                "%s, %s in, %lld out%s; %.3g s in all, %.3g s convolving, %.4g images/s; "
                "method %s on %s, %s%d thread%s",
                counted(outcome.images, "image").c_str(),
                counted(outcome.nnz_in, "nonzero").c_str(), static_cast<long long>(outcome.nnz_out),
                filters.c_str(), outcome.seconds.total, fastest,
                fastest > 0 ? static_cast<double>(outcome.images_convolved) / fastest : 0,
                to_string(outcome.method).c_str(), outcome.space.c_str(), ranks.c_str(),
                outcome.threads, outcome.threads == 1 ? "" : "s");
  return text;
}

std::string details(const job::Outcome& outcome) {
  const job::Seconds& seconds = outcome.seconds;
  char text[320];
  std::snprintf(text, sizeof text,
                "reading %.3g s, planning %.3g s, convolving %.3g s, writing %.3g s; "
                "read %s, wrote %s, peak memory %s",
                seconds.read, seconds.plan, seconds.convolve, seconds.write,
                bytes_to_string(outcome.bytes_read).c_str(),
                bytes_to_string(outcome.bytes_written).c_str(),
                bytes_to_string(outcome.peak_memory).c_str());
  return text;
}

}  // namespace SparseConv::cli
