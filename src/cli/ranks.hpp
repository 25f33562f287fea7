#ifndef SPARSECONV_CLI_RANKS_HPP
#define SPARSECONV_CLI_RANKS_HPP

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

/// How far a rank is, or all ranks together.
struct Standing {
  std::int64_t images = 0;   ///< images convolved
  std::int64_t nnz = 0;      ///< stored entries of these images
  std::int64_t ended = 0;    ///< ranks that have nothing left to convolve
  std::int64_t stopped = 0;  ///< ranks that want all ranks to end early
};

/// The processes that do a job together: those that `mpirun` started, or this one alone. All ranks
/// have to call the collective functions, in the same order.
///
/// ranks_mpi.cpp implements this with MPI, ranks_alone.cpp for a build without MPI.
class Ranks {
 public:
  Ranks();
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const;          ///< number of this rank, from 0
  int size() const;          ///< number of ranks
  int size_of_node() const;  ///< number of ranks on this rank's machine, which share its memory
  bool first() const { return rank() == 0; }

  /// Does something that may fail on some ranks only; collective.
  /// \throws AgreedFailure on every rank if `action` threw on any; a single process passes on what
  /// `action` threw
  void agree(const std::function<void()>& action) const;

  /// The same for an action of the first rank alone; collective.
  void agree_on_first(const std::function<void()>& action) const;

  /// Sums and maxima over all ranks, element by element; collective.
  std::vector<std::int64_t> sum(std::vector<std::int64_t> numbers) const;
  std::vector<double> max(std::vector<double> numbers) const;

  /// Sum of numbers, and union of sets of bits, over the ranks on this rank's machine; collective.
  std::int64_t sum_on_node(std::int64_t number) const;
  std::vector<std::uint64_t> union_on_node(std::vector<std::uint64_t> bits) const;

  /// The text that the first rank gives; collective.
  std::string from_first(std::string text) const;

  /// Divides consecutive items among the ranks such that all have nearly the same work; collective.
  /// \param work for each item of this rank, whose items follow those of the ranks below
  /// \return for each rank the number of its first item, counted over all ranks, and then the
  /// number of all items
  std::vector<std::int64_t> share(const std::vector<std::int64_t>& work) const;

  /// Tells the others how far this rank is, without waiting for them.
  /// \return how far all ranks are together, as far as this rank knows
  Standing tell(const Standing& mine) const;

  /// Waits until more is known. Every rank has to call this until all ranks have ended.
  Standing wait(const Standing& mine) const;

  /// Waits until every rank is here; collective.
  void meet() const;

  /// Ends all ranks at once, because of a failure of which the others cannot know.
  [[noreturn]] void abort(int exit_code) const;

  /// Advice to a user who wants several ranks and gets single processes.
  static std::string how_to_start();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv::cli

#endif
