#ifndef SPARSECONV_METHODS_ALGORITHM_HPP
#define SPARSECONV_METHODS_ALGORITHM_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Error.hpp>
#include <batch/ResultPool.hpp>

namespace SparseConv::Impl {

/// A method that is set up for a filter, a shape of images and a mode.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Algorithm {
 public:
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  using Results = ResultPool<Matrix>;

  virtual ~Algorithm() = default;

  /// Convolves a valid batch whose columns are sorted and unique. The result is valid, sorted and
  /// unique as well, and stores no zeros.
  /// \param results memory for the result; a method need not use it
  virtual Matrix convolve(const ExecutionSpace& space, const Matrix& batch, Results& results) = 0;

  /// Whether the method has symbolic() and numeric().
  virtual bool has_phases() const { return false; }

  /// The pixels that entries reach with taps, each with the value zero.
  virtual Matrix symbolic(const ExecutionSpace&, const Matrix&, Results&) {
    SPARSECONV_THROW(input, "this method has no phases");
  }

  /// Computes the values of a result of symbolic() for a batch of the same pattern.
  virtual void numeric(const ExecutionSpace&, const Matrix&, const Matrix&) {
    SPARSECONV_THROW(input, "this method has no phases");
  }

  /// Computes the values of the pixels that `result` stores, whatever a batch reaches: zero where
  /// that is nothing. Only `direct` implements it; plans of other methods set up a `direct` for it.
  virtual void values_at(const ExecutionSpace&, const Matrix&, const Matrix&) {
    SPARSECONV_THROW(input, "this method can only compute whole results");
  }

  /// Bytes of the buffers that are filled at a time, at most.
  virtual std::int64_t buffer_bytes() const { return 0; }

  /// Frees memory that the method keeps only to be faster.
  virtual void release_memory() {}
};

}  // namespace SparseConv::Impl

#endif
