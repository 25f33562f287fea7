#include <algorithm>
#include <io/chunks/box.hpp>
#include <io/chunks/stored_chunks.hpp>

namespace SparseConv::io::hdf5 {

Selection select(hid_t dataset, const Box& box, const std::string& message) {
  const auto rank = static_cast<int>(box.count.size());
  Selection selection{
      SPARSECONV_HDF5(H5Screate_simple(rank, box.count.data(), nullptr), system, message),
      SPARSECONV_HDF5(H5Dget_space(dataset), system, message)};
  SPARSECONV_HDF5(H5Sselect_hyperslab(selection.stored, H5S_SELECT_SET, box.start.data(), nullptr,
                                      box.count.data(), nullptr),
                  system, message);
  return selection;
}

void read_box(hid_t dataset, hid_t type, const Box& box, void* elements, const std::string& where,
              const ChunkLimits& chunks) {
  const std::string message = where + ": cannot be read";
  if (std::find(box.count.begin(), box.count.end(), hsize_t{0}) != box.count.end()) return;
  const Selection selection = select(dataset, box, message);
  check_chunks(dataset, box, where, chunks);
  SPARSECONV_HDF5(H5Dread(dataset, type, selection.memory, selection.stored, H5P_DEFAULT, elements),
                  input, message);
}

}  // namespace SparseConv::io::hdf5
