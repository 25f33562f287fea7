#ifndef SPARSECONV_CLI_VERBOSITY_HPP
#define SPARSECONV_CLI_VERBOSITY_HPP

namespace SparseConv::cli {

/// How much the program tells besides its output.
enum class Verbosity {
  quiet,   ///< errors only
  normal,  ///< progress, warnings, and a line about what was written
  verbose  ///< also how it goes about its work, and what Kokkos advises
};

/// The verbosity of the command line. The parser sets it first of all.
inline Verbosity verbosity = Verbosity::normal;

}  // namespace SparseConv::cli

#endif
