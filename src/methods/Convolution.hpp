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

/// Defines, at the end of a method's header, the factory `make_NAME` of its class and what is
/// instantiated of it.
#define SPARSECONV_DEFINE_METHOD(name, Class)                                                \
  namespace SparseConv::Impl {                                                               \
  template <class Scalar, class Ordinal, class ExecutionSpace>                               \
  std::unique_ptr<Convolution<Scalar, Ordinal, ExecutionSpace>> make_##name(                 \
      const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,           \
      const Options& options) {                                                              \
    return std::make_unique<Class<Scalar, Ordinal, ExecutionSpace>>(space, geometry, filter, \
                                                                    options);                \
  }                                                                                          \
  }

#define SPARSECONV_INSTANTIATE_METHOD(name, Scalar, Ordinal, ExecutionSpace)           \
  template std::unique_ptr<Impl::Convolution<Scalar, Ordinal, ExecutionSpace>>         \
      Impl::make_##name<Scalar, Ordinal>(const ExecutionSpace&, const Impl::Geometry&, \
                                         const Filter&, const Options&);

#endif
