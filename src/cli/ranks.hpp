#ifndef SPARSECONV_CLI_RANKS_HPP
#define SPARSECONV_CLI_RANKS_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace SparseConv::cli {

/// A failure that every rank knows of, as it came from one of them.
class AgreedFailure : public std::runtime_error {
 public:
  AgreedFailure(int exit_code, const std::string& message)
      : std::runtime_error(message), exit_code_(exit_code) {}

  int exit_code() const noexcept { return exit_code_; }

 private:
  int exit_code_;
};

/// How far a rank is, or all of them together.
struct Standing {
  std::int64_t images = 0;   ///< convolved
  std::int64_t nnz = 0;      ///< their stored entries
  std::int64_t ended = 0;    ///< ranks that convolve no more
  std::int64_t stopped = 0;  ///< ranks that want all to end early
};

/// The processes that do a job together: those that `mpirun` started, else this one alone. What is
/// said to be collective all of them call, in the same order.
///
/// ranks_mpi.cpp is the form of it with MPI, ranks_alone.cpp that of a build without MPI.
class Ranks {
 public:
  Ranks();
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const;          ///< number of this one, from 0
  int size() const;          ///< how many there are
  int size_of_node() const;  ///< how many share this one's machine and its memory
  bool first() const { return rank() == 0; }

  /// Does something that may fail on some ranks only; collective.
  /// \throws AgreedFailure on every rank if it threw on any; a rank alone throws what was thrown
  void agree(const std::function<void()>& action) const;

  /// The same for what only the first rank has to do; collective.
  void agree_on_first(const std::function<void()>& action) const;

  /// Sums and maxima over all ranks, element by element; collective.
  std::vector<std::int64_t> sum(std::vector<std::int64_t> numbers) const;
  std::vector<double> max(std::vector<double> numbers) const;

  /// Sum over the ranks of this one's machine, and the union of their sets of bits; collective.
  std::int64_t sum_on_node(std::int64_t number) const;
  std::vector<std::uint64_t> union_on_node(std::vector<std::uint64_t> bits) const;

  /// The text that the first rank gives; collective.
  std::string from_first(std::string text) const;

  /// Divides consecutive things among the ranks such that all have nearly the same work;
  /// collective. \param work of the things of this rank, which follow those of the ranks below
  /// \return for each rank the number of the first one that it gets, counted over all ranks, and
  /// then the number of all
  std::vector<std::int64_t> share(const std::vector<std::int64_t>& work) const;

  /// Tells the others how far this rank is, without waiting for them.
  /// \return how far all are together, as far as it has become known here
  Standing tell(const Standing& mine) const;

  /// Waits until more has become known. All ranks are to go on with this until all have ended.
  Standing wait(const Standing& mine) const;

  /// Waits until every rank is here; collective.
  void meet() const;

  /// Ends all ranks at once, because of a failure that the others cannot know of.
  [[noreturn]] void abort(int exit_code) const;

  /// Advice for those who want several ranks and get single processes.
  static std::string how_to_start();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv::cli

#endif
