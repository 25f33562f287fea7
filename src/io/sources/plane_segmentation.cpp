#include <io/hdf5/open.hpp>
#include <io/sources/plane_segmentation.hpp>

namespace SparseConv::io {

const char* mask_of(hid_t group) {
  for (const char* name : {"image_mask", "pixel_mask"})
    if (hdf5::has_link(group, name)) return name;
  return nullptr;
}

}  // namespace SparseConv::io
