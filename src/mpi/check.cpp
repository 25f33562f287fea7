#include <SparseConv/Error.hpp>
#include <algorithm>
#include <mpi/check.hpp>
#include <string>

namespace SparseConv::mpi::Impl {

void check(int code, const char* function, const char* file, int line) {
  if (code == MPI_SUCCESS) return;
  char reason[MPI_MAX_ERROR_STRING] = "unknown error";
  int length = 0;
  MPI_Error_string(code, reason, &length);
  std::replace(reason, reason + length, '\n', ' ');  // MPICH gives several lines
  throw Error(Error::Cause::system, std::string(function) + " failed: " + reason, file, line);
}

}  // namespace SparseConv::mpi::Impl
