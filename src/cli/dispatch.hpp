#ifndef SPARSECONV_CLI_DISPATCH_HPP
#define SPARSECONV_CLI_DISPATCH_HPP

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

/// \file
/// From what is known when the program runs to the types that the library is compiled for.

namespace SparseConv::cli {

/// The precision in which values are held and written.
enum class Precision { single_precision, double_precision };

/// Texts, and the values that they stand for.
template <class T>
using Choices = std::vector<std::pair<std::string, T>>;

/// A type as an argument of a generic function.
template <class T>
struct Type {
  using type = T;
};

/// Calls `visit(Type<Space>())` for every execution space that the program is built for.
template <class Visit>
void for_each_space(const Visit& visit) {
#ifdef KOKKOS_ENABLE_CUDA
  visit(Type<Kokkos::Cuda>());
#endif
#ifdef KOKKOS_ENABLE_HIP
  visit(Type<Kokkos::HIP>());
#endif
#ifdef KOKKOS_ENABLE_OPENMP
  visit(Type<Kokkos::OpenMP>());
#endif
#ifdef KOKKOS_ENABLE_THREADS
  visit(Type<Kokkos::Threads>());
#endif
#ifdef KOKKOS_ENABLE_SERIAL
  visit(Type<Kokkos::Serial>());
#endif
}

/// The name of an execution space as the command line has it: Kokkos' name in lower case.
template <class Space>
std::string space_name() {
  std::string name = Space::name();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return name;
}

/// The execution spaces that can be asked for.
inline Choices<std::string> space_choices() {
  Choices<std::string> choices;
  for_each_space([&choices](auto space) {
    const std::string name = space_name<typename decltype(space)::type>();
    choices.emplace_back(name, name);
  });
  return choices;
}

/// Calls `function(Type<Space>())` for the execution space of that name.
template <class Function>
void dispatch_space(const std::string& name, const Function& function) {
  for_each_space([&](auto space) {
    if (space_name<typename decltype(space)::type>() == name) function(space);
  });
}

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
