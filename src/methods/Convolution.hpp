#ifndef SPARSECONV_METHODS_CONVOLUTION_HPP
#define SPARSECONV_METHODS_CONVOLUTION_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Plan.hpp>
#include <memory>
#include <methods/Geometry.hpp>

namespace SparseConv::Impl {

/// What every method is: one filter set up for images of one shape and one mode.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Convolution {
 public:
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;

  virtual ~Convolution() = default;

  /// Convolves a batch that is valid and whose columns are sorted and unique, into one of which
  /// the same is true and that stores no zeros.
  virtual Matrix convolve(const ExecutionSpace& space, const Matrix& batch) = 0;
};

}  // namespace SparseConv::Impl

#endif
