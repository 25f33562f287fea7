#ifndef SPARSECONV_IO_CHUNKS_SHUFFLE_HPP
#define SPARSECONV_IO_CHUNKS_SHUFFLE_HPP

#include <cstddef>

namespace SparseConv::io::hdf5 {

/// Puts the bytes of elements in the order of their significance, as HDF5's filter `shuffle` does:
/// the first bytes of all elements, then the second bytes of all, and so on.
/// \param n    bytes of all elements
/// \param size bytes of an element
void shuffle(const unsigned char* elements, std::size_t n, std::size_t size,
             unsigned char* shuffled);

/// The opposite of shuffle(), for the first elements.
/// \param n_wanted bytes of the elements that are wanted
void unshuffle(const unsigned char* shuffled, std::size_t n, std::size_t size,
               unsigned char* elements, std::size_t n_wanted);

}  // namespace SparseConv::io::hdf5

#endif
