#ifndef SPARSECONV_PYTHON_FILE_ERRORS_HPP
#define SPARSECONV_PYTHON_FILE_ERRORS_HPP

#include <nanobind/nanobind.h>

#include <SparseConv/Error.hpp>

namespace SparseConv::python {

/// Sets an exception of Python. Names of files in its message may be no UTF-8.
inline void set_error(PyObject* type, const char* message) {
  PyErr_SetObject(type, nanobind::steal(PyUnicode_DecodeFSDefault(message)).ptr());
}

/// Calls `work`, which uses files, and returns its result. An Error (system) becomes an OSError.
template <class Work>
auto with_files(const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.cause() == Error::Cause::input) throw;
    set_error(PyExc_OSError, error.what());
    throw nanobind::python_error();
  }
}

}  // namespace SparseConv::python

#endif
