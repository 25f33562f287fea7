#ifndef SPARSECONV_CLI_PROCESS_CONSOLE_HPP
#define SPARSECONV_CLI_PROCESS_CONSOLE_HPP

#include <SparseConv/job/Observer.hpp>
#include <optional>
#include <string>

#include "process/process.hpp"
#include "process/progress.hpp"

namespace SparseConv::cli {

/// Shows how far a job is, and stops it when a signal has come.
class Console : public job::Observer {
 public:
  /// \param input of the job
  /// \param shows whether anything is shown: on one rank only
  Console(ProgressStyle style, const std::string& input, bool shows);

  void opening(double fraction) override;
  void advance(const job::Progress& now) override;
  bool stop() override { return received_signal() != 0; }

 private:
  ProgressStyle style_;
  bool shows_;
  std::optional<OpeningProgress> opening_;  ///< until the input is open
  std::optional<Progress> progress_;
  job::Progress before_;
};

}  // namespace SparseConv::cli

#endif
