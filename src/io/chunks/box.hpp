#ifndef SPARSECONV_IO_CHUNKS_BOX_HPP
#define SPARSECONV_IO_CHUNKS_BOX_HPP

#include <functional>
#include <io/hdf5/hdf5.hpp>
#include <numeric>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Neighbouring elements of a dataset: of each of its dimensions, the first index and how many.
struct Box {
  std::vector<hsize_t> start, count;

  hsize_t size() const {  ///< the number of elements
    return std::accumulate(count.begin(), count.end(), hsize_t{1}, std::multiplies<>());
  }
};

/// The chunks of a dataset, as they can be if it is sound.
struct ChunkLimits {
  std::vector<hsize_t> extents;  ///< none without chunks
  hsize_t least = 1, most = 0;   ///< bytes of one as it is stored
};

/// A box of a dataset, and memory for it: what H5Dread() and H5Dwrite() take.
struct Selection {
  Handle memory, stored;
};

/// Both have the rank of the dataset, or HDF5 would go from element to element.
/// \param message for the Error (system) if there is no memory
Selection select(hid_t dataset, const Box& box, const std::string& message);

/// Reads the elements of a box, row after row, and looks at the sizes of its chunks first.
/// \param type   of the elements in memory
/// \param where  the dataset in messages
/// \param chunks what chunk_limits() found: once, as that takes a while
/// \throws Error (input)
void read_box(hid_t dataset, hid_t type, const Box& box, void* elements, const std::string& where,
              const ChunkLimits& chunks);

}  // namespace SparseConv::io::hdf5

#endif
