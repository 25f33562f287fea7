#ifndef SPARSECONV_JOB_TYPES_HPP
#define SPARSECONV_JOB_TYPES_HPP

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <built_spaces.hpp>
#include <cstdint>
#include <job/OpenJob.hpp>
#include <letter_case.hpp>
#include <string>
#include <with_types.hpp>

/// \file
/// Finds the compiled types of a job, its execution space among them.

namespace SparseConv::job {

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

/// Calls `function(Type<Scalar>(), Type<Ordinal>(), Type<Space>())` for the types of a job.
template <class Function>
void with_types_of(const OpenJob& job, const Function& function) {
  with_types(job.precision == Precision::double_precision, largest_index(job),
             [&](auto scalar, auto ordinal) {
               for_each_space([&](auto space) {
                 if (space_name<typename decltype(space)::type>() == job.space)
                   function(scalar, ordinal, space);
               });
             });
}

}  // namespace SparseConv::job

#endif
