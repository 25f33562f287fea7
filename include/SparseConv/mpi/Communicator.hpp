#ifndef SPARSECONV_MPI_COMMUNICATOR_HPP
#define SPARSECONV_MPI_COMMUNICATOR_HPP

#include <mpi.h>

#include <cstdint>

namespace SparseConv::mpi {

/// A duplicate of a caller's communicator, on which nobody else's messages travel. The duplicate is
/// freed with the object, unless MPI is finalised before.
///
/// If MPI refuses a call, an Error (system) is thrown on that rank only. Other ranks may then be
/// waiting for the rank: end the job with `MPI_Abort` after such an error.
class Communicator {
 public:
  /// The longest message by default, in bytes: far below what an `int` counts.
  static constexpr std::int64_t default_message_bytes = std::int64_t(1) << 28;

  /// Duplicates a communicator; collective.
  /// \param max_message_bytes longer messages are sent in pieces of this size, at most 2^31 - 1;
  ///                          a row of a projection is always one piece
  /// \throws Error (input) if MPI is not running, if there is no communicator, or for another size
  explicit Communicator(MPI_Comm communicator,
                        std::int64_t max_message_bytes = default_message_bytes);
  ~Communicator();
  Communicator(Communicator&& other) noexcept;             ///< leaves `other` without communicator
  Communicator& operator=(Communicator&& other) noexcept;  ///< swaps both communicators

  /// The ranks that share this rank's machine and its memory; collective.
  [[nodiscard]] Communicator of_node() const;

  /// For calls of MPI. \throws Error (input) if the communicator was moved from
  [[nodiscard]] MPI_Comm get() const;
  int rank() const { return rank_; }  ///< number of this rank, from 0
  int size() const { return size_; }  ///< number of ranks
  std::int64_t max_message_bytes() const { return max_message_bytes_; }  ///< longest message

 private:
  /// A communicator that nobody else uses, and its longest message.
  struct Owned {
    MPI_Comm communicator;
    std::int64_t max_message_bytes;
  };
  explicit Communicator(Owned owned) noexcept;
  void set_up();

  MPI_Comm communicator_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 0;
  std::int64_t max_message_bytes_;
};

}  // namespace SparseConv::mpi

#endif
