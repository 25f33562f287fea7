#include "commands/job_files.hpp"

#include <SparseConv/Error.hpp>
#include <SparseConv/io/paths.hpp>
#include <filesystem>
#include <io/output_place.hpp>
#include <map>

namespace SparseConv::cli {

namespace fs = std::filesystem;

std::vector<JobFiles> jobs_into_folder(const std::vector<std::string>& inputs,
                                       const std::string& folder) {
  std::vector<JobFiles> jobs;
  std::map<std::string, std::string> inputs_of;  // by output
  for (const std::string& input : inputs) {
    const fs::path name = fs::path(io::split_path(input).file).filename();
    const std::string output = io::name_for_result((fs::path(folder) / name).string());
    SPARSECONV_THROW_IF(io::split_path(output).file != output, input,
                        output + ": would be the group " + io::split_path(output).object +
                            " of a file, by the colon in its name: rename the input, or convolve "
                            "it alone with an OUTPUT");
    const auto [other, is_new] = inputs_of.emplace(output, input);
    SPARSECONV_THROW_IF(!is_new, input,
                        other->second + " and " + input + " would both be written to " + output +
                            ": convolve them one by one");
    jobs.push_back({input, output});
  }
  return jobs;
}

void make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  SPARSECONV_THROW_IF(error, system, folder + ": the folder cannot be made: " + error.message());
}

}  // namespace SparseConv::cli
