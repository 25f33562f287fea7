#ifndef SPARSECONV_METHODS_DIRECT_TEAM_HPP
#define SPARSECONV_METHODS_DIRECT_TEAM_HPP

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <methods/direct/Bitmap.hpp>

/// \file
/// The loops of a team in two forms with one face: a thread on its own, which needs neither atomics
/// nor barriers, and several threads together.

namespace SparseConv::Impl {

struct OneThread {
  template <class Member, class Body>
  static KOKKOS_INLINE_FUNCTION void for_each(const Member&, std::int64_t first, std::int64_t last,
                                              const Body& body) {
    for (std::int64_t i = first; i < last; ++i) body(i);
  }

  /// Calls `body(i, sum)`, which adds to the sum, and returns it.
  template <class Member, class Body>
  static KOKKOS_INLINE_FUNCTION std::int64_t sum(const Member&, std::int64_t n, const Body& body) {
    std::int64_t total = 0;
    for (std::int64_t i = 0; i < n; ++i) body(i, total);
    return total;
  }

  /// Calls `body(i, sum, true)`, which adds to the sum, with the sum over all smaller i.
  template <class Member, class Body>
  static KOKKOS_INLINE_FUNCTION void scan(const Member&, std::int64_t n, const Body& body) {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < n; ++i) body(i, sum, true);
  }

  static KOKKOS_INLINE_FUNCTION void set(Word& word, Word ones) { word |= ones; }

  template <class Member>
  static KOKKOS_INLINE_FUNCTION void barrier(const Member&) {}
};

struct SeveralThreads {
  template <class Member, class Body>
  static KOKKOS_INLINE_FUNCTION void for_each(const Member& member, std::int64_t first,
                                              std::int64_t last, const Body& body) {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, first, last), body);
  }

  template <class Member, class Body>
  static KOKKOS_INLINE_FUNCTION std::int64_t sum(const Member& member, std::int64_t n,
                                                 const Body& body) {
    std::int64_t total = 0;
    Kokkos::parallel_reduce(Kokkos::TeamThreadRange(member, n), body, total);
    return total;
  }

  /// As above; the body may also be called with `false` in advance, only to add to the sum.
  template <class Member, class Body>
  static KOKKOS_INLINE_FUNCTION void scan(const Member& member, std::int64_t n, const Body& body) {
    Kokkos::parallel_scan(Kokkos::TeamThreadRange(member, n), body);
  }

  static KOKKOS_INLINE_FUNCTION void set(Word& word, Word ones) { Kokkos::atomic_or(&word, ones); }

  template <class Member>
  static KOKKOS_INLINE_FUNCTION void barrier(const Member& member) {
    member.team_barrier();
  }
};

}  // namespace SparseConv::Impl

#endif
