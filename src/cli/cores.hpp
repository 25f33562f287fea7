#ifndef SPARSECONV_CLI_CORES_HPP
#define SPARSECONV_CLI_CORES_HPP

#include <cstdint>
#include <vector>

namespace SparseConv::cli {

/// Cores of a machine, a bit each. Always as many words, so that sets of several processes can be
/// put together.
using CoreSet = std::vector<std::uint64_t>;

/// The cores that this process may run on; all that there can be if the system does not say.
CoreSet cores_of_process();

/// How many there are in a set.
int count(const CoreSet& cores);

}  // namespace SparseConv::cli

#endif
