#ifndef SPARSECONV_PYTHON_BINDINGS_HPP
#define SPARSECONV_PYTHON_BINDINGS_HPP

#include <nanobind/nanobind.h>

/// \file
/// The parts of the extension that need optional libraries. They raise an OSError if the system
/// refuses something about a file.

namespace SparseConv::python {

void bind_files(nanobind::module_& module);  ///< read_batch and write_batch, with HDF5
void bind_jobs(nanobind::module_& module);   ///< convolve_file, with the component job

}  // namespace SparseConv::python

#endif
