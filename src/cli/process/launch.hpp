#ifndef SPARSECONV_CLI_PROCESS_LAUNCH_HPP
#define SPARSECONV_CLI_PROCESS_LAUNCH_HPP

#include "process/world.hpp"

namespace SparseConv::cli {

/// Warns on standard error if the processes are in each other's way: if they have more threads than
/// the machine has cores, or if they do not know of each other and all do the same; collective.
/// \param threads of this process
void warn_of_launch(const World& world, int threads);

}  // namespace SparseConv::cli

#endif
