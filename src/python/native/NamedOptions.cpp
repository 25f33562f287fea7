#include <SparseConv/Options.hpp>
#include <native/NamedOptions.hpp>

namespace SparseConv::python {

void set_options(const NamedOptions& named, Options& options) {
  options.mode = mode_from_string(named.mode);
  options.boundary = boundary_from_string(named.boundary);
  options.correlate = named.correlate;
  options.adjoint = named.adjoint;
  options.threshold = named.threshold;
  options.normalize = normalize_from_string(named.normalize);
  options.method = method_from_string(named.method);
}

}  // namespace SparseConv::python
