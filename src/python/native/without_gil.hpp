#ifndef SPARSECONV_PYTHON_WITHOUT_GIL_HPP
#define SPARSECONV_PYTHON_WITHOUT_GIL_HPP

#include <nanobind/nanobind.h>

#include <chrono>
#include <thread>

namespace SparseConv::python {

/// Lets other Python threads run. If the interpreter ends meanwhile, Python before 3.14 ends the
/// thread when it takes the GIL again, by unwinding a stack of C++ that must not be unwound. So the
/// thread stops here for ever, as it does with Python from 3.14 on.
class WithoutGil {
 public:
  WithoutGil() = default;
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;
  ~WithoutGil() {
    try {
      PyEval_RestoreThread(state_);
    } catch (...) {
      for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    }
  }

 private:
  PyThreadState* state_ = PyEval_SaveThread();
};

/// Calls `work` while other Python threads may run, and returns its result.
template <class Work>
auto without_gil(const Work& work) {
  const WithoutGil released;
  return work();
}

}  // namespace SparseConv::python

#endif
