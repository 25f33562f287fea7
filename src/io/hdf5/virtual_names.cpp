#include <io/hdf5/open.hpp>
#include <io/hdf5/virtual_names.hpp>

namespace SparseConv::io::hdf5 {

std::string to_pattern(const std::string& name) {
  std::string pattern;
  for (const char letter : name) pattern += letter == '%' ? "%%" : std::string(1, letter);
  return pattern;
}

std::string from_pattern(std::string pattern) {
  for (std::size_t at = pattern.find("%%"); at != std::string::npos;
       at = pattern.find("%%", at + 1))
    pattern.erase(at, 1);
  return pattern;
}

std::vector<std::string> virtual_sources(hid_t file, const char* object) {
  ObjectInfo info{};
  if (H5Oget_info_by_name2(file, object, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0 ||
      info.type != H5O_TYPE_DATASET)
    return {};
  const Handle dataset = open_dataset(file, object, object);
  const Handle properties = SPARSECONV_HDF5(H5Dget_create_plist(dataset), input, object);
  std::size_t n = 0;
  if (H5Pget_layout(properties) == H5D_VIRTUAL)
    SPARSECONV_HDF5(H5Pget_virtual_count(properties, &n), input, object);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < n; ++i)
    names.push_back(text_from(
        [&](char* text, std::size_t size) {
          return H5Pget_virtual_filename(properties, i, text, size);
        },
        object));
  return names;
}

}  // namespace SparseConv::io::hdf5
