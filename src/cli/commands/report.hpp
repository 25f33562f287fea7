#ifndef SPARSECONV_CLI_COMMANDS_REPORT_HPP
#define SPARSECONV_CLI_COMMANDS_REPORT_HPP

#include <SparseConv/job/Outcome.hpp>
#include <string>
#include <vector>

namespace SparseConv::cli {

/// The report of a job as JSON.
std::string to_json(const job::Outcome& outcome);

/// The reports of several jobs: an object with their list under `jobs`.
std::string to_json(const std::vector<job::Outcome>& outcomes);

/// The report of a job in a line for people.
std::string summary(const job::Outcome& outcome);

/// The time and memory of a job in a line.
std::string details(const job::Outcome& outcome);

}  // namespace SparseConv::cli

#endif
