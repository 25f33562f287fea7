#ifndef SPARSECONV_CLI_VERBOSITY_HPP
#define SPARSECONV_CLI_VERBOSITY_HPP

namespace SparseConv::cli {

/// How much the program tells besides what it was asked for.
enum class Verbosity {
  quiet,   ///< errors only
  normal,  ///< progress, warnings, and a line about what was written
  verbose  ///< also how it goes about its work, and what Kokkos advises
};

/// As the command line has it. The parser sets it, before anything else is done.
inline Verbosity verbosity = Verbosity::normal;

}  // namespace SparseConv::cli

#endif
