#include <SparseConv/Version.hpp>
#include <algorithm>
#include <io/attributes.hpp>
#include <io/create.hpp>
#include <io/csr_group.hpp>
#include <io/open.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

/// Names of groups by their encoding.
using Groups = std::map<std::string, std::vector<std::string>>;

/// Adds an object to the groups, if it is one and has an encoding.
void take_encoding(hid_t file, const char* name, Groups& groups) {
  const Handle group = H5Gopen2(file, name, H5P_DEFAULT);
  if (group < 0 || !has_attribute(group, name, "encoding-type")) return;
  groups[read_text(group, name, "encoding-type")].push_back(name);
}

/// Called by H5Lvisit for every link. The target of a soft link has a hard link too.
herr_t take_link(hid_t file, const char* name, const H5L_info_t* link, void* groups) {
  try {
    if (link->type == H5L_TYPE_HARD) take_encoding(file, name, *static_cast<Groups*>(groups));
  } catch (const Error&) {  // not an encoding that we know
  } catch (...) {
    return -1;
  }
  return 0;
}

}  // namespace

std::string find_csr_group(hid_t file, const std::string& where) {
  const std::string message = where + ": its groups cannot be listed";
  if (SPARSECONV_HDF5(H5Lexists(file, default_group, H5P_DEFAULT), input, message) > 0)
    return default_group;
  Groups groups;
  take_encoding(file, "/", groups);
  SPARSECONV_HDF5(H5Lvisit(file, H5_INDEX_NAME, H5_ITER_INC, take_link, &groups), input, message);
  std::vector<std::string>& found = groups["csr_matrix"];
  if (found.empty()) found = groups["csc_matrix"];  // whose use is refused with a better message
  SPARSECONV_THROW_IF(found.empty(), input,
                      where + ": there is no group 'images' and no other in CSR encoding");
  SPARSECONV_THROW_IF(found.size() > 1, input,
                      where + ": several groups are in CSR encoding: say which, as in " + where +
                          ":" + found.front());
  return found.front();
}

Handle open_csr_group(hid_t file, const std::string& where, const std::string& name,
                      std::vector<std::string>& files) {
  Handle group = open_group(file, where, name, &files);
  const std::string type = read_text(group, where, "encoding-type");
  SPARSECONV_THROW_IF(type == "csc_matrix", input,
                      where +
                          ": is in CSC encoding, with an image in each column: convert it to "
                          "CSR, with scipy's tocsr() for instance");
  SPARSECONV_THROW_IF(type != "csr_matrix", input,
                      where + ": attribute 'encoding-type' is not csr_matrix");
  SPARSECONV_THROW_IF(read_text(group, where, "encoding-version") != csr_version, input,
                      where + ": attribute 'encoding-version' is not " + csr_version +
                          ", the one that is known here");
  return group;
}

Handle create_csr_group(hid_t file, const std::string& where, const std::string& name,
                        ImageShape image_shape,
                        const std::map<std::string, std::string>& attributes) {
  Handle group = create_group(file, where, name);
  write_text(group, where, "encoding-type", "csr_matrix");
  write_text(group, where, "encoding-version", csr_version);
  write_pair(group, where, "image-shape", {image_shape.height, image_shape.width});
  std::map<std::string, std::string> all{{"version", SPARSECONV_VERSION}};
  all.insert(attributes.begin(), attributes.end());
  for (const auto& [attribute, text] : all) write_text(group, where, attribute.c_str(), text);
  return group;
}

std::optional<ImageShape> read_image_shape(hid_t group, const std::string& where,
                                           std::int64_t n_pixels) {
  if (!has_attribute(group, where, "image-shape")) return std::nullopt;
  const auto [height, width] = read_pair(group, where, "image-shape");
  const ImageShape shape{height, width};
  const bool sensible = std::min(height, width) >= 1 && std::max(height, width) <= max_extent;
  SPARSECONV_THROW_IF(!sensible || shape.size() != n_pixels, input,
                      where + ": attribute 'image-shape' says " + to_string(shape) +
                          ", but an image has " + std::to_string(n_pixels) + " pixels");
  return shape;
}

}  // namespace SparseConv::io::hdf5
