#ifndef SPARSECONV_CLI_PROCESS_CORES_HPP
#define SPARSECONV_CLI_PROCESS_CORES_HPP

#include <cstdint>
#include <vector>

namespace SparseConv::cli {

/// Cores of a machine, a bit each. The number of words is always the same, so that sets of several
/// processes can be united.
using CoreSet = std::vector<std::uint64_t>;

/// The cores that this process may run on; all cores that a machine can have if the system does not
/// say.
CoreSet cores_of_process();

/// The number of cores in a set.
int count(const CoreSet& cores);

}  // namespace SparseConv::cli

#endif
