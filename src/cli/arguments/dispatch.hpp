#ifndef SPARSECONV_CLI_ARGUMENTS_DISPATCH_HPP
#define SPARSECONV_CLI_ARGUMENTS_DISPATCH_HPP

#include <SparseConv/job/Job.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

/// \file
/// Finds the types of a batch that the command line asks for.

namespace SparseConv::cli {

using job::Precision;

/// Texts, and the values that they stand for.
template <class T>
using Choices = std::vector<std::pair<std::string, T>>;

template <class T>
std::vector<std::string> texts_of(const Choices<T>& choices) {
  std::vector<std::string> texts;
  for (const auto& choice : choices) texts.push_back(choice.first);
  return texts;
}

/// A type as an argument of a generic function.
template <class T>
struct Type {
  using type = T;
};

/// Calls `function(Type<Scalar>(), Type<Ordinal>())` for values of the given precision, and for
/// column indices and sizes up to `largest`.
template <class Function>
void dispatch_types(Precision precision, std::int64_t largest, const Function& function) {
  const auto with_scalar = [&](auto scalar) {
    if (largest > std::numeric_limits<std::int32_t>::max()) {
      function(scalar, Type<std::int64_t>());
    } else {
      function(scalar, Type<std::int32_t>());
    }
  };
  if (precision == Precision::double_precision) {
    with_scalar(Type<double>());
  } else {
    with_scalar(Type<float>());
  }
}

}  // namespace SparseConv::cli

#endif
