#ifndef SPARSECONV_CLI_REPORT_HPP
#define SPARSECONV_CLI_REPORT_HPP

#include <Kokkos_Profiling_ScopedRegion.hpp>
#include <Kokkos_Timer.hpp>
#include <SparseConv/Method.hpp>
#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "ranks.hpp"

namespace SparseConv::cli {

/// Where the seconds of a convolution went.
struct Seconds {
  double total = 0;     ///< everything, from the first look at the input on
  double read = 0;      ///< reading entries
  double plan = 0;      ///< setting the plan up
  double convolve = 0;  ///< convolving, all repetitions together
  double write = 0;     ///< writing the result
};

/// What there is to tell about a convolution that was done.
struct Report {
  int ranks = 1;
  std::string space;  ///< name of the execution space
  int threads = 0;    ///< its concurrency
  Method method = Method::automatic;
  Mode mode = Mode::same;
  ImageShape image_shape, output_shape;
  std::int64_t images = 0;  ///< of the result
  std::int64_t nnz_in = 0, nnz_out = 0;
  std::int64_t images_convolved = 0;  ///< those that no earlier run had left
  Seconds seconds;
  std::vector<double> samples;  ///< of each repetition: seconds for all images
  std::int64_t bytes_read = 0;
  std::int64_t bytes_written = 0;
  std::int64_t peak_memory = 0;  ///< bytes, of the rank that held most
};

/// Gives the times and the peak memory of all ranks, which are the maxima over them; collective.
void combine(Report& report, const Ranks& ranks);

/// The report as JSON.
std::string to_json(const Report& report);

/// The report in a line for people.
std::string summary(const Report& report);

/// Adds to a sum of seconds those for which it lives; Kokkos Tools see a region.
class AddSeconds {
 public:
  AddSeconds(const char* region, double& sum) : region_(region), sum_(sum) {}
  ~AddSeconds() { sum_ += timer_.seconds(); }
  AddSeconds(const AddSeconds&) = delete;
  AddSeconds& operator=(const AddSeconds&) = delete;

 private:
  Kokkos::Profiling::ScopedRegion region_;
  double& sum_;
  Kokkos::Timer timer_;
};

}  // namespace SparseConv::cli

#endif
