#ifndef SPARSECONV_JOB_ADDSECONDS_HPP
#define SPARSECONV_JOB_ADDSECONDS_HPP

#include <Kokkos_Profiling_ScopedRegion.hpp>
#include <Kokkos_Timer.hpp>

namespace SparseConv::job {

/// Adds the seconds for which it lives to a sum, and is a region for Kokkos Tools.
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

}  // namespace SparseConv::job

#endif
