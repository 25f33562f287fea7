#ifndef SPARSECONV_MPI_AGREE_HPP
#define SPARSECONV_MPI_AGREE_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/Communicator.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace SparseConv::mpi {

/// A failure of one rank that is thrown on every rank. No rank is left waiting for another, as may
/// happen after any other exception on one rank.
class AgreedError : public Error {
 public:
  using Error::Error;
};

/// Returns if `failure` is null on every rank; collective.
/// \throws AgreedError on every rank: the failure of the lowest rank that failed. The message
/// begins with the number of that rank if there are several ranks. An exception that is not an
/// Error counts as an Error (system).
void throw_if_any_failed(const Communicator& comm, const std::exception_ptr& failure);

/// Calls `action` on every rank. It may fail on some ranks only: all ranks agree on whether it
/// failed before any rank continues; collective.
/// \param action a callable without parameters that makes no collective call; it returns a value or
///               nothing, but no reference
/// \return what `action` returns on this rank
/// \throws AgreedError as throw_if_any_failed() does
template <class Action>
auto agree(const Communicator& comm, Action&& action) {
  using Result = std::invoke_result_t<Action>;
  static_assert(!std::is_reference_v<Result>,
                "SparseConv: an action of agree() returns a value or nothing, but no reference.");
  [[maybe_unused]] std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> result;
  std::exception_ptr failure;
  try {
    if constexpr (std::is_void_v<Result>)
      action();
    else
      result.emplace(action());
  } catch (...) {
    failure = std::current_exception();
  }
  throw_if_any_failed(comm, failure);
  if constexpr (!std::is_void_v<Result>) return std::move(*result);
}

}  // namespace SparseConv::mpi

#endif
