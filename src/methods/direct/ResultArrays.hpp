#ifndef SPARSECONV_METHODS_DIRECT_RESULTARRAYS_HPP
#define SPARSECONV_METHODS_DIRECT_RESULTARRAYS_HPP

#include <SparseConv/Batch.hpp>
#include <batch/offsets.hpp>
#include <methods/direct/Flag.hpp>

namespace SparseConv::Impl {

/// The result of `direct`, of which every step uses a part, and what else a step has to tell.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct ResultArrays {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;

  Offsets<ExecutionSpace> offsets = {};  ///< where each tile begins among the entries of the result
  typename Matrix::row_map_type row_map = {};  ///< of a result that has its columns
  typename Matrix::index_type entries = {};
  typename Matrix::values_type values = {};
  Flag<ExecutionSpace> flag = {};  ///< for what a step has to report
};

}  // namespace SparseConv::Impl

#endif
