#ifndef SPARSECONV_MPI_CHECK_HPP
#define SPARSECONV_MPI_CHECK_HPP

#include <mpi.h>

/// Calls a function of MPI, as in SPARSECONV_MPI(MPI_Barrier, comm).
/// \throws Error (system) with the name of the function and the reason that MPI gives, if it fails
#define SPARSECONV_MPI(function, ...) \
  ::SparseConv::mpi::Impl::check(function(__VA_ARGS__), #function, __FILE__, __LINE__)

namespace SparseConv::mpi::Impl {

/// See SPARSECONV_MPI.
void check(int code, const char* function, const char* file, int line);

}  // namespace SparseConv::mpi::Impl

#endif
