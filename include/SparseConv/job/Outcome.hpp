#ifndef SPARSECONV_JOB_OUTCOME_HPP
#define SPARSECONV_JOB_OUTCOME_HPP

#include <SparseConv/Boundary.hpp>
#include <SparseConv/Method.hpp>
#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace SparseConv::job {

/// Where the seconds of a job went. Each is the maximum over the ranks.
struct Seconds {
  double total = 0;     ///< everything, from the first look at the input on
  double read = 0;      ///< reading entries
  double plan = 0;      ///< setting the plan up
  double convolve = 0;  ///< convolving, all repetitions together
  double write = 0;     ///< writing the result
};

/// What a job has made with one of its filters.
struct Result {
  std::string filter;                 ///< NamedFilter::name
  std::string group;                  ///< of the batch in the output
  Method method = Method::automatic;  ///< the method that was used
  ImageShape output_shape;            ///< of its images
  std::int64_t nnz = 0;               ///< stored entries
};

/// What run() tells about a job that has been done, or was ended early. If it was ended while its
/// input was opened, there is nothing to tell about images, entries and results.
struct Outcome {
  bool complete = false;  ///< whether the result is there; false only if Observer::stop() asked
  bool kept = false;  ///< if not complete: whether the same job, with `resume`, goes on from there

  int ranks = 1;                       ///< processes that did it
  std::string space;                   ///< name of the execution space
  int threads = 0;                     ///< its concurrency
  Method method = Method::automatic;   ///< the method that was used; `automatic` if the results
                                       ///< of several filters were made by several methods
  Mode mode = Mode::same;              ///< the mode
  Boundary boundary = Boundary::zero;  ///< what was beyond the images' edges
  bool correlate = false;              ///< whether it was a correlation
  bool adjoint = false;                ///< whether it was the transpose
  ImageShape image_shape;              ///< of the input
  ImageShape output_shape;             ///< of the result, of several results that of the first

  std::int64_t images = 0;            ///< images of the input, and of the result
  std::int64_t nnz_in = 0;            ///< stored entries of the input
  std::int64_t nnz_out = 0;           ///< stored entries of all results
  std::int64_t images_convolved = 0;  ///< images that this run convolved, and no earlier run

  std::vector<Result> results;  ///< for each filter

  Seconds seconds;  ///< where the time went
  /// Seconds for all images, for each repetition; the maximum over the ranks.
  std::vector<double> samples;
  std::int64_t bytes_read = 0;     ///< size of the files that the input consists of
  std::int64_t bytes_written = 0;  ///< size of the files that the result consists of
  std::int64_t peak_memory = 0;    ///< bytes of the rank that held most
};

}  // namespace SparseConv::job

#endif
