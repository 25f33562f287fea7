#ifndef SPARSECONV_DIVIDE_UP_HPP
#define SPARSECONV_DIVIDE_UP_HPP

#include <Kokkos_Core.hpp>

namespace SparseConv {

/// a / b, rounded up. Neither is negative, and their sum fits their common type.
template <class A, class B>
KOKKOS_INLINE_FUNCTION constexpr auto divide_up(A a, B b) {
  return (a + b - 1) / b;
}

/// The smallest multiple of `b` that is at least `a`.
template <class A, class B>
KOKKOS_INLINE_FUNCTION constexpr auto round_up(A a, B b) {
  return divide_up(a, b) * b;
}

}  // namespace SparseConv

#endif
