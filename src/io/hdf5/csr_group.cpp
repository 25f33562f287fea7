#include <SparseConv/Version.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/create.hpp>
#include <io/hdf5/csr_group.hpp>
#include <rows/check_shape.hpp>
#include <set>

namespace SparseConv::io::hdf5 {

Handle create_csr_group(hid_t file, const std::string& name, const std::string& where,
                        ImageShape image_shape,
                        const std::map<std::string, std::string>& attributes) {
  Handle group = create_group(file, name, where);
  write_text(group, where, "encoding-type", "csr_matrix");
  write_text(group, where, "encoding-version", csr_version);
  write_pair(group, where, "image-shape", {image_shape.height, image_shape.width});
  std::map<std::string, std::string> all{{"version", SPARSECONV_VERSION}};
  all.insert(attributes.begin(), attributes.end());
  for (const auto& [attribute, text] : all) write_text(group, where, attribute.c_str(), text);
  return group;
}

bool is_own_attribute(const std::string& name) {
  // Of every batch, of jobs, and of `generate`.
  static const std::set<std::string> own{
      "encoding-type", "encoding-version", "image-shape", "shape",  "version", "adjoint",
      "at-entries",    "boundary",         "correlate",   "filter", "input",   "method",
      "mode",          "normalize",        "threshold",   "window", "seed"};
  return own.count(name) > 0;
}

std::optional<ImageShape> read_image_shape(hid_t group, const std::string& where,
                                           std::int64_t n_pixels) {
  if (!has_attribute(group, where, "image-shape")) return std::nullopt;
  const auto [height, width] = read_pair(group, where, "image-shape");
  const ImageShape shape{height, width};
  SPARSECONV_THROW_IF(!Impl::is_possible(shape) || shape.size() != n_pixels, input,
                      where + ": attribute 'image-shape' says " + to_string(shape) +
                          ", but an image has " + std::to_string(n_pixels) + " pixels");
  return shape;
}

}  // namespace SparseConv::io::hdf5
