#include <SparseConv.hpp>
#include <algorithm>
#include <limits>
#include <native/Instances.hpp>
#include <native/batches.hpp>
#include <native/views.hpp>

namespace SparseConv::python {

namespace {

template <class Scalar, class Ordinal, class Work>
auto with_batch_of(const Csr& csr, ImageShape shape, const Work& work) {
  ensure_runtime();
  check_columns<Scalar, Ordinal>(csr, shape);
  const Given<Scalar, Ordinal, Host> given(csr, shape.size());
  const auto size = static_cast<double>(csr.values.size + csr.indptr.size + shape.size());
  return work(Instances<Host>(0).get(size), given.matrix);
}

/// Calls `work(space, batch)` with a batch of images of this shape, which shares the arrays.
template <class Work>
auto with_batch(const Csr& csr, ImageShape shape, const Work& work) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  const bool narrow = std::max(shape.size(), csr.indptr.size) <= most;
  if (csr.values.type == Type::float32)
    return narrow ? with_batch_of<float, std::int32_t>(csr, shape, work)
                  : with_batch_of<float, std::int64_t>(csr, shape, work);
  return narrow ? with_batch_of<double, std::int32_t>(csr, shape, work)
                : with_batch_of<double, std::int64_t>(csr, shape, work);
}

}  // namespace

Memory max_projection(const Csr& batch, std::int64_t height, std::int64_t width,
                      const std::string& normalize) {
  const ImageShape shape{height, width};
  const Normalize each = normalize_from_string(normalize);
  return with_batch(batch, shape, [&](const Host& space, const auto& matrix) {
    return to_memory(SparseConv::max_projection(space, matrix, shape, each));
  });
}

CsrMemory normalize(const Csr& batch, std::int64_t n_pixels, const std::string& norm) {
  const ImageShape shape{1, n_pixels};
  const Normalize each = normalize_from_string(norm);
  return with_batch(batch, shape, [&](const Host& space, const auto& matrix) {
    return to_memory(normalize_images(space, matrix, shape, each), n_pixels);
  });
}

CsrMemory prune(const Csr& batch, std::int64_t n_pixels, double threshold) {
  const ImageShape shape{1, n_pixels};
  return with_batch(batch, shape, [&](const Host& space, const auto& matrix) {
    return to_memory(SparseConv::prune(space, matrix, shape, threshold), n_pixels);
  });
}

}  // namespace SparseConv::python
