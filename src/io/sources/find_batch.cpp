#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/files/files_page.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/contents.hpp>
#include <io/hdf5/csr_group.hpp>
#include <io/hdf5/open.hpp>
#include <io/sources/caiman.hpp>
#include <io/sources/find_batch.hpp>
#include <io/sources/hits/hits.hpp>
#include <io/sources/plane_segmentation.hpp>
#include <io/sources/sparse_group.hpp>
#include <vector>

namespace SparseConv::io {
namespace {

/// Names of groups that are batches.
struct Batches {
  std::vector<std::string> csr;     ///< matrices in AnnData's encoding
  std::vector<std::string> others;  ///< other matrices, lists of hits, masks of NWB
};

bool says_csr(hid_t group, const char* name) {
  return hdf5::has_attribute(group, name, "encoding-type") &&
         hdf5::read_text(group, name, "encoding-type") == "csr_matrix";
}

/// Adds an object to the batches, if it is one.
void take_batch(hid_t file, const char* name, Batches& found) {
  const hdf5::Handle group = H5Gopen2(file, name, H5P_DEFAULT);
  if (group < 0) return;
  if (says_csr(group, name))
    found.csr.emplace_back(name);
  else if (is_sparse_group(group) || is_hit_group(group) || mask_of(group) != nullptr)
    found.others.emplace_back(name);
}

/// Called by H5Lvisit for every link. The target of a soft link has a hard link too.
herr_t take_link(hid_t file, const char* name, const H5L_info_t* link, void* found) {
  try {
    if (link->type == H5L_TYPE_HARD) take_batch(file, name, *static_cast<Batches*>(found));
  } catch (const Error&) {  // not an encoding that we know
  } catch (...) {
    return -1;
  }
  return 0;
}

Batches list_batches(hid_t file, const std::string& message) {
  Batches found;
  take_batch(file, "/", found);
  SPARSECONV_HDF5(H5Lvisit(file, H5_INDEX_NAME, H5_ITER_INC, take_link, &found), input, message);
  return found;
}

/// Whether an object is a group that is no matrix, as the group around several results.
bool is_mere_group(hid_t file, const char* name) {
  const hdf5::Handle group = H5Gopen2(file, name, H5P_DEFAULT);
  return group >= 0 && !is_sparse_group(group) &&
         !hdf5::has_attribute(group, name, "encoding-type");
}

/// The matrix of AnnData, beside which there may be others: layers, and the raw data.
constexpr const char* anndata_matrix = "X";

/// Whether some groups are those of an AnnData object: it has data frames of images and pixels.
bool is_anndata(hid_t file, const std::vector<std::string>& groups) {
  return hdf5::has_link(file, "obs") && hdf5::has_link(file, "var") &&
         std::find(groups.begin(), groups.end(), anndata_matrix) != groups.end();
}

/// The first of some groups, with the name of the file, for messages.
std::string list(const std::vector<std::string>& groups, const std::string& file) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t i = 0; i < groups.size() && i < most; ++i)
    text += (i == 0 ? "" : " or ") + file + ":" + groups[i];
  return text + (groups.size() > most ? " and more" : "");
}

}  // namespace

std::string find_batch(hid_t file, const std::string& where) {
  const std::string message = where + ": its groups cannot be listed";
  const bool has_default =
      SPARSECONV_HDF5(H5Lexists(file, hdf5::default_group, H5P_DEFAULT), input, message) > 0;
  if (has_default && !is_mere_group(file, hdf5::default_group)) return hdf5::default_group;
  if (is_sparse_group(hdf5::Handle(H5Gopen2(file, caiman_group, H5P_DEFAULT)))) return caiman_group;
  const Batches all = list_batches(file, message);
  const std::vector<std::string>& found = all.csr.empty() ? all.others : all.csr;
  if (found.empty() && has_default) return hdf5::default_group;
  SPARSECONV_THROW_IF(
      found.empty(), input,
      where + ": there is no group 'images' and no other with a sparse matrix, but " +
          hdf5::list_objects(file) + ": name dense images or a table of hits, as in " + where +
          ":DATASET" + see_files_page);
  if (is_anndata(file, found)) return anndata_matrix;
  SPARSECONV_THROW_IF(
      found.size() > 1, input,
      where + ": several groups are batches: say which, as in " + list(found, where));
  return found.front();
}

}  // namespace SparseConv::io
