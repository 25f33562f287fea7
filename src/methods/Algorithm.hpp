#ifndef SPARSECONV_METHODS_ALGORITHM_HPP
#define SPARSECONV_METHODS_ALGORITHM_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Error.hpp>
#include <batch/ResultPool.hpp>

namespace SparseConv::Impl {

/// What every method is: one filter set up for images of one shape and one mode.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Algorithm {
 public:
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  using Results = ResultPool<Matrix>;

  virtual ~Algorithm() = default;

  /// Convolves a batch that is valid and whose columns are sorted and unique. The result is valid,
  /// sorted and unique, too, and stores no zeros.
  /// \param results where memory for the result can be had; a method need not use it
  virtual Matrix convolve(const ExecutionSpace& space, const Matrix& batch, Results& results) = 0;

  /// Whether there are symbolic() and numeric().
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
  /// that is nothing. `direct` can; others leave it to that.
  virtual void values_at(const ExecutionSpace&, const Matrix&, const Matrix&) {
    SPARSECONV_THROW(input, "this method computes whole results alone");
  }

  /// Bytes of the buffers that are filled at a time, at most.
  virtual std::int64_t buffer_bytes() const { return 0; }

  /// Frees what is kept only to be faster.
  virtual void release_memory() {}
};

}  // namespace SparseConv::Impl

#endif
