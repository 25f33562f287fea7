#ifndef SPARSECONV_CLI_PROCESS_WORLD_HPP
#define SPARSECONV_CLI_PROCESS_WORLD_HPP

#include <SparseConv/job.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace SparseConv::cli {

/// A failure of one rank, of which every rank knows.
class AgreedFailure : public std::runtime_error {
 public:
  AgreedFailure(int exit_code, const std::string& message)
      : std::runtime_error(message), exit_code_(exit_code) {}

  int exit_code() const noexcept { return exit_code_; }

 private:
  int exit_code_;
};

/// The processes of the program: all that `mpirun` started, or this one alone. All ranks call the
/// collective functions, in the same order.
///
/// world_mpi.cpp implements this with MPI, world_alone.cpp for a build without MPI.
class World {
 public:
  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  int rank() const;          ///< number of this rank, from 0
  int size() const;          ///< number of ranks
  int size_of_node() const;  ///< number of ranks on this rank's machine, which share its memory
  bool first() const { return rank() == 0; }

  /// Does something that may fail on some ranks only; collective.
  /// \throws AgreedFailure on every rank if `action` threw on any; a single process passes on what
  /// `action` threw
  void agree(const std::function<void()>& action) const;

  /// agree() for an action of the first rank alone; collective.
  void agree_on_first(const std::function<void()>& action) const;

  /// Does a job with all ranks, see job::run(); collective.
  job::Outcome run(const job::Job& job, job::Observer& observer) const;

  /// Sum of numbers, and union of sets of bits, over the ranks on this rank's machine; collective.
  std::int64_t sum_on_node(std::int64_t number) const;
  std::vector<std::uint64_t> union_on_node(std::vector<std::uint64_t> bits) const;

  /// Waits until every rank is here, before the program ends; collective.
  void meet() const;

  /// Ends all ranks at once, because of a failure of which the others cannot know.
  [[noreturn]] void abort(int exit_code) const;

  /// How MPI sends the memory of a GPU, if the build is for one with MPI; else nothing.
  static std::string messages_of_gpu();

  /// Advice to a user who wants several ranks and gets single processes.
  static std::string how_to_start();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv::cli

#endif
