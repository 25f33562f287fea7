#ifndef SPARSECONV_JOB_SETTLED_HPP
#define SPARSECONV_JOB_SETTLED_HPP

#include <SparseConv/Method.hpp>
#include <cstdint>
#include <vector>

namespace SparseConv::job {

/// What making the plans of a job has settled.
struct Settled {
  std::vector<Method> methods;  ///< of the convolutions
  int threads = 0;
  std::int64_t buffer_bytes = 0;  ///< memory of a method besides input and result, at most
};

}  // namespace SparseConv::job

#endif
