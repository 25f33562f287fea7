#ifndef SPARSECONV_SETTINGS_CONTROL_GROUP_HPP
#define SPARSECONV_SETTINGS_CONTROL_GROUP_HPP

#include <cstdint>
#include <string>

/// \file
/// What the control groups of Linux leave to this process: the limits that a batch system or a
/// container sets. They hold for all processes of a group together, and for the groups within it.
/// `process` is the process's folder in /proc; its file `mountinfo` says where the groups are.

namespace SparseConv::settings {

/// The smallest limit on memory, in bytes, of the process's group and all groups above it; the
/// largest number if there is none.
std::int64_t memory_of_group(const std::string& process = "/proc/self");

/// The cores' worth of time that these groups may use, rounded up; the largest number if there is
/// no limit.
int cores_of_group(const std::string& process = "/proc/self");

/// Whether OMP_NUM_THREADS says how many threads there are to be.
bool threads_are_asked_for();

/// The threads to start of `available`: no more than cores_of_group(), of which OpenMP knows
/// nothing, unless threads_are_asked_for().
int allowed_threads(int available);

}  // namespace SparseConv::settings

#endif
