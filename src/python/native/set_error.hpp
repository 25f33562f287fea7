#ifndef SPARSECONV_PYTHON_SET_ERROR_HPP
#define SPARSECONV_PYTHON_SET_ERROR_HPP

#include <nanobind/nanobind.h>

namespace SparseConv::python {

/// Sets an exception of Python. Names of files in its message may be no UTF-8.
inline void set_error(PyObject* type, const char* message) {
  PyErr_SetObject(type, nanobind::steal(PyUnicode_DecodeFSDefault(message)).ptr());
}

}  // namespace SparseConv::python

#endif
