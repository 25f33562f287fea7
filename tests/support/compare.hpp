#ifndef SPARSECONV_TESTS_COMPARE_HPP
#define SPARSECONV_TESTS_COMPARE_HPP

#include <gtest/gtest.h>
#include <support/SparseImages.hpp>
#include <support/reference.hpp>

namespace SparseConv::Test {

/// Whether a result is canonical (columns sorted, unique, no stored zero) and agrees with the
/// reference. Values may differ by `tolerance` times the magnitude of their terms, and the pattern
/// in sums that round to zero.
testing::AssertionResult agrees(const SparseImages& result, const ReferenceResult& reference,
                                double tolerance);

/// Whether two results are the same bit by bit; NaN equals NaN.
testing::AssertionResult identical(const SparseImages& a, const SparseImages& b);

/// The tolerance that the library promises for a type of values.
template <class Scalar>
constexpr double tolerance = sizeof(Scalar) == 4 ? 1e-5 : 1e-12;

}  // namespace SparseConv::Test

#endif
