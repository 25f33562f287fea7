#ifndef SPARSECONV_PYTHON_NAMEDOPTIONS_HPP
#define SPARSECONV_PYTHON_NAMEDOPTIONS_HPP

#include <string>

namespace SparseConv {
struct Options;
}

namespace SparseConv::python {

/// The Options that say what is computed, with names instead of enumerators.
struct NamedOptions {
  std::string mode = "same";
  std::string boundary = "zero";
  bool correlate = false, adjoint = false;
  double threshold = 0;
  std::string normalize = "none";
  std::string method = "automatic";
};

/// Sets these options, and leaves the others. \throws Error (input) for an unknown name
void set_options(const NamedOptions& named, Options& options);

}  // namespace SparseConv::python

#endif
