#include "commands/spaces.hpp"

#include <SparseConv/Error.hpp>
#include <SparseConv/job/Job.hpp>
#include <algorithm>
#include <letter_case.hpp>
#include <vector>

#include "words.hpp"

namespace SparseConv::cli {
namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string names_of_spaces() { return join(job::execution_spaces(), "|"); }

std::string space_from_string(const std::string& text) {
  const std::vector<std::string> known{"serial", "openmp", "cuda", "hip"};
  const std::vector<std::string> here = job::execution_spaces();
  if (contains(here, text)) return text;
  SPARSECONV_THROW_IF(!contains(known, text), input,
                      "'" + text + "' is not " + names_of_spaces() + did_you_mean(text, here));
  SPARSECONV_THROW(input, "'" + text + "' is not in this build, which has " + join(here, " and ") +
                              ": build " +
                              (text == "serial" ? "with -DSparseConv_ENABLE_SERIAL=ON, and " : "") +
                              "with a Kokkos that is configured with -DKokkos_ENABLE_" +
                              upper_case(text) + "=ON");
}

}  // namespace SparseConv::cli
