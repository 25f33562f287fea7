#ifndef SPARSECONV_IO_BESIDE_HPP
#define SPARSECONV_IO_BESIDE_HPP

#include <cstddef>
#include <future>
#include <utility>

namespace SparseConv::io {

/// Has a computation over so many bytes done in a thread of its own, beside what the caller does
/// until it asks for the result with get(). If the bytes are few, or the system has no thread to
/// give, get() computes it. HDF5 must not be called in it, which serves one thread at a time.
template <class Compute>
auto beside(std::size_t bytes, Compute compute) {
  constexpr std::size_t worth_a_thread = 1 << 18;
  const auto policy =
      bytes < worth_a_thread ? std::launch::deferred : std::launch::async | std::launch::deferred;
  return std::async(policy, std::move(compute));
}

}  // namespace SparseConv::io

#endif
