#ifndef SPARSECONV_CLI_COMMANDS_JOB_FILES_HPP
#define SPARSECONV_CLI_COMMANDS_JOB_FILES_HPP

#include <string>
#include <vector>

namespace SparseConv::cli {

/// The input and the output of a job, each `FILE` or `FILE:GROUP`.
struct JobFiles {
  std::string input, output;
};

/// A job for each input, whose output has the name of the input in a folder; with `.h5` in
/// place of an ending that no HDF5 file should have.
/// \throws Error (input) if two jobs would write the same file
std::vector<JobFiles> jobs_into_folder(const std::vector<std::string>& inputs,
                                       const std::string& folder);

/// Makes a folder, unless it is there. \throws Error (system)
void make_folder(const std::string& folder);

}  // namespace SparseConv::cli

#endif
