#include <SparseConv/projection.hpp>
#include <limits>
#include <native/Instance.hpp>
#include <native/projection.hpp>
#include <native/views.hpp>

namespace SparseConv::python {

namespace {

template <class Scalar, class Ordinal>
Memory project(const Csr& csr, ImageShape shape, Normalize each) {
  check_columns<Scalar, Ordinal>(csr, shape);
  const Given<Scalar, Ordinal, Host> batch(csr, shape.size());
  return to_memory(SparseConv::max_projection(Instance<Host>(0).get(), batch.matrix, shape, each));
}

template <class Scalar>
Memory project(const Csr& csr, ImageShape shape, Normalize each) {
  if (shape.size() <= std::numeric_limits<std::int32_t>::max())
    return project<Scalar, std::int32_t>(csr, shape, each);
  return project<Scalar, std::int64_t>(csr, shape, each);
}

}  // namespace

Memory max_projection(const Csr& batch, std::int64_t height, std::int64_t width,
                      const std::string& normalize) {
  ensure_runtime();
  const ImageShape shape{height, width};
  const Normalize each = normalize_from_string(normalize);
  if (batch.values.type == Type::float32) return project<float>(batch, shape, each);
  return project<double>(batch, shape, each);
}

}  // namespace SparseConv::python
