#ifndef SPARSECONV_CLI_VERSION_HPP
#define SPARSECONV_CLI_VERSION_HPP

namespace SparseConv::cli {

/// Prints what this program is, what it is built of, and for which processors. Kokkos is
/// initialised.
void print_version();

}  // namespace SparseConv::cli

#endif
