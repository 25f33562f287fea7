#ifndef SPARSECONV_JOB_RANKS_HPP
#define SPARSECONV_JOB_RANKS_HPP

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <rows/RowRange.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace SparseConv::mpi {
class Communicator;
}

namespace SparseConv::job {

/// Thrown where a job is ended early because its observer asked for it.
struct Stopped : std::exception {
  const char* what() const noexcept override { return "stopped"; }
};

/// How far one rank is, or all ranks together.
struct Standing {
  std::int64_t images = 0;   ///< convolved
  std::int64_t entries = 0;  ///< their stored entries
  std::int64_t ended = 0;    ///< ranks that convolve no more
  std::int64_t stopped = 0;  ///< ranks that want all to end early
};

/// The processes that do a job together: the ranks of a communicator, or this process alone. All of
/// them call the collective functions, in the same order.
///
/// ranks_mpi.cpp implements the parts that need MPI, ranks_alone.cpp takes its place in a build
/// without MPI.
class Ranks {
 public:
  Ranks();  ///< this process alone
  explicit Ranks(const mpi::Communicator& comm);
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const;          ///< number of this process, from 0
  int size() const;          ///< number of processes
  int size_of_node() const;  ///< number of processes on this machine, which share its memory
  bool first() const { return rank() == 0; }

  /// Does something that may fail on some ranks only; collective.
  /// \throws on every rank what one rank has thrown: an Error as mpi::agree() has it, or else
  /// Stopped
  void agree(const std::function<void()>& action) const;

  /// agree() for an action of the first rank alone; collective.
  void agree_on_first(const std::function<void()>& action) const;

  /// Sums, maxima and exclusive ors over all ranks, element by element; collective.
  std::vector<std::int64_t> sum(std::vector<std::int64_t> numbers) const;
  std::vector<double> max(std::vector<double> numbers) const;
  std::vector<std::int64_t> exclusive_or(std::vector<std::int64_t> numbers) const;

  /// The text that the first rank gives; collective.
  std::string from_first(std::string text) const;

  /// Divides consecutive items among the ranks such that all have nearly the same work; collective.
  /// \param work of the items of this rank, which follow the items of the ranks below
  /// \return how many items of this rank lie before each boundary: the sums over all ranks are the
  /// boundaries among the items of all, as rows::divide() gives them
  std::vector<std::int64_t> divide(const std::vector<std::int64_t>& work) const;

  /// Totals of images, by the numbers of the images: for each image several totals.
  using Totals = std::map<std::int64_t, std::vector<double>>;

  /// Adds the rows that this rank has of an image to the totals of the rows above. Does not fail.
  using AddRows = std::function<void(std::int64_t image, std::vector<double>& totals)>;

  /// The totals of the images that this rank shares with others, over all rows, added in order;
  /// collective.
  /// \param rows   of this rank, which follow the rows of the ranks below
  /// \param height of the images, in rows
  /// \param n      number of totals that an image has
  Totals totals_of_divided_images(rows::RowRange rows, std::int64_t height, std::size_t n,
                                  const AddRows& add) const;

  /// Tells the others how far this rank is, without waiting for them.
  /// \return how far all are together, as far as it has become known here
  Standing tell(const Standing& mine) const;

  /// Waits until more has become known. Every rank goes on calling this until all have ended.
  Standing wait(const Standing& mine) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv::job

#endif
