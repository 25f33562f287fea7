#ifndef SPARSECONV_IO_BOX_HPP
#define SPARSECONV_IO_BOX_HPP

#include <io/hdf5.hpp>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Neighbouring elements of a dataset: of each of its dimensions, the first index and how many.
struct Box {
  std::vector<hsize_t> start, count;
};

/// A box of a dataset, and memory for it: what H5Dread() and H5Dwrite() take.
struct Selection {
  Handle memory, stored;
};

/// Both have the rank of the dataset, or HDF5 would go from element to element.
/// \param message for the Error (system) if there is no memory
Selection select(hid_t dataset, const Box& box, const std::string& message);

/// Reads the elements of a box, row after row. Looks at the sizes of all chunks first, as HDF5
/// gives zeros for a chunk that it does not find, and crashes on one that is shorter than its
/// checksum. \param type  of the elements in memory \param where the dataset in messages \throws
/// Error (input)
void read_box(hid_t dataset, hid_t type, const Box& box, void* elements, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
