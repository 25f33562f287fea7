#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <algorithm>
#include <cstring>
#include <mpi/check.hpp>
#include <new>
#include <string>

namespace SparseConv::mpi {
namespace {

/// What a rank tells the other ranks about its failure. The size is fixed, so that no rank has to
/// allocate memory to receive a report.
struct Report {
  bool agreed = false;  ///< by an earlier agreement, so that the message says whose failure it is
  Error::Cause cause = Error::Cause::system;
  char message[1024] = "unknown failure";
  char location[256] = "unknown place";

  /// Stores a message as one line, as much of the message as fits.
  void say(const char* text) noexcept {
    char* last = message;
    for (; *text != '\0' && last < message + sizeof(message) - 1; ++text)
      *last++ = *text == '\n' ? ' ' : *text;
    *last = '\0';
  }

  /// Stores a location, or the end of a location that does not fit: the end says the most.
  void locate(const char* text) noexcept {
    const std::size_t length = std::strlen(text);
    std::strcpy(location, text + length - std::min(length, sizeof(location) - 1));
  }
};

Report describe(const std::exception_ptr& failure) noexcept {
  Report report;
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    report.agreed = dynamic_cast<const AgreedError*>(&error) != nullptr;
    report.cause = error.cause();
    report.say(error.what());
    report.locate(error.location());
  } catch (const std::bad_alloc&) {
    report.say("out of memory");
  } catch (const std::exception& error) {
    report.say(error.what());
  } catch (...) {
  }
  return report;
}

}  // namespace

void throw_if_any_failed(const Communicator& comm, const std::exception_ptr& failure) {
  const int mine = failure ? comm.rank() : comm.size();
  int lowest = comm.size();
  SPARSECONV_MPI(MPI_Allreduce, &mine, &lowest, 1, MPI_INT, MPI_MIN, comm.get());
  if (lowest == comm.size()) return;

  Report report;
  if (lowest == comm.rank()) report = describe(failure);
  SPARSECONV_MPI(MPI_Bcast, &report, sizeof(report), MPI_BYTE, lowest, comm.get());
  const bool says_where = comm.size() == 1 || report.agreed;
  const std::string where = says_where ? "" : "rank " + std::to_string(lowest) + ": ";
  throw AgreedError(report.cause, where + report.message, std::string(report.location));
}

}  // namespace SparseConv::mpi
