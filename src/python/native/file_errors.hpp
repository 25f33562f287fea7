#ifndef SPARSECONV_PYTHON_FILE_ERRORS_HPP
#define SPARSECONV_PYTHON_FILE_ERRORS_HPP

#include <nanobind/nanobind.h>

#include <SparseConv/Error.hpp>

namespace SparseConv::python {

/// What `work` with files returns. An Error of the system becomes an OSError.
template <class Work>
auto with_files(const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.cause() == Error::Cause::input) throw;
    PyErr_SetString(PyExc_OSError, error.what());
    throw nanobind::python_error();
  }
}

}  // namespace SparseConv::python

#endif
