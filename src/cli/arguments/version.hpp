#ifndef SPARSECONV_CLI_ARGUMENTS_VERSION_HPP
#define SPARSECONV_CLI_ARGUMENTS_VERSION_HPP

namespace SparseConv::cli {

/// Prints the version, the components and the processors of the build. Kokkos is initialised.
void print_version();

}  // namespace SparseConv::cli

#endif
