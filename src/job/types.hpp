#ifndef SPARSECONV_JOB_TYPES_HPP
#define SPARSECONV_JOB_TYPES_HPP

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <built_spaces.hpp>
#include <cstdint>
#include <job/OpenJob.hpp>
#include <letter_case.hpp>
#include <limits>
#include <string>

/// \file
/// Finds the compiled types that a job asks for when it runs.

namespace SparseConv::job {

/// A type as an argument of a generic function.
template <class T>
struct Type {
  using type = T;
};

/// Execution spaces, of which one can be asked for when the program runs.
template <class... Spaces>
struct ListOfSpaces {
  template <class Visit>
  static void for_each(const Visit& visit) {
    (visit(Type<Spaces>()), ...);
  }
};

/// Calls `visit(Type<Space>())` for every execution space of the build.
template <class Visit>
void for_each_space(const Visit& visit) {
  ListOfSpaces<SPARSECONV_SPACES>::for_each(visit);
}

/// The name of an execution space: Kokkos' name in lower case.
template <class Space>
std::string space_name() {
  return lower_case(Space::name());
}

/// The largest number that columns and images of a job have to count to.
inline std::int64_t largest_index(const OpenJob& job) {
  std::int64_t largest = job.input.info().n_images;
  for (const Convolution& convolution : job.convolutions)
    for (const Geometry& geometry : {convolution.geometry(), convolution.stages.convolution})
      largest = std::max({largest, geometry.image.size(), geometry.output.size()});
  return largest;
}

/// Whether 32 bits are too few for that.
inline bool needs_wide_columns(const OpenJob& job) {
  return largest_index(job) > std::numeric_limits<std::int32_t>::max();
}

/// Calls `function(Type<Scalar>(), Type<Ordinal>(), Type<Space>())` for the types of a job.
template <class Function>
void with_types(const OpenJob& job, const Function& function) {
  const auto with_scalar = [&](auto scalar) {
    for_each_space([&](auto space) {
      if (space_name<typename decltype(space)::type>() != job.space) return;
      if (needs_wide_columns(job))
        function(scalar, Type<std::int64_t>(), space);
      else
        function(scalar, Type<std::int32_t>(), space);
    });
  };
  if (job.precision == Precision::double_precision)
    with_scalar(Type<double>());
  else
    with_scalar(Type<float>());
}

}  // namespace SparseConv::job

#endif
