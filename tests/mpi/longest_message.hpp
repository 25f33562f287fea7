#ifndef SPARSECONV_TESTS_MPI_LONGEST_MESSAGE_HPP
#define SPARSECONV_TESTS_MPI_LONGEST_MESSAGE_HPP

namespace SparseConv::Test {

/// Bytes of the longest message that this rank has sent to a rank since the last call.
int longest_message();

}  // namespace SparseConv::Test

#endif
