#include <SparseConv/Error.hpp>
#include <SparseConv/io/file_format.hpp>
#include <SparseConv/io/paths.hpp>
#include <algorithm>
#include <filesystem>
#include <io/anndata.hpp>
#include <io/files/PartialFile.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/contents.hpp>
#include <io/hdf5/csr_group.hpp>
#include <io/hdf5/open.hpp>
#include <io/output_place.hpp>

namespace SparseConv::io {
namespace {

namespace fs = std::filesystem;

using Attributes = std::map<std::string, std::string>;

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Refuses the name of a new file that would mislead what opens it.
void check_name(const std::string& file) {
  const std::string better = name_for_result(file);
  SPARSECONV_THROW_IF(better != file, input,
                      file + ": an output is an HDF5 file, whatever its name: call it " +
                          fs::path(better).filename().string());
}

void refuse(const std::string& path, const std::string& what) {
  SPARSECONV_THROW(input, path + ": exists and " + what +
                              ": name another output, or allow what is there to be overwritten "
                              "(overwrite)");
}

/// A batch that is to be replaced must not have objects or attributes of others in its group.
void refuse_others(const OutputPlace& place, hid_t file, const std::string& batch,
                   const Attributes& attributes) {
  const std::string other = hdf5::besides_batch(file, batch, attributes);
  if (!other.empty())
    refuse(place.where(batch), "holds " + other + " besides a batch, which would be lost");
}

/// Refuses a file that nobody is to write to, which could be replaced all the same.
void check_writable(const std::string& file) {
  std::error_code error;
  const fs::perms permissions = fs::status(file, error).permissions();
  if (!error && (permissions & fs::perms::owner_write) == fs::perms::none)
    refuse(file, "is write-protected");
}

/// Refuses groups with which AnnData would not open its file any more.
void check_anndata_groups(const OutputPlace& place) {
  for (const std::string& group : place.groups)
    SPARSECONV_THROW_IF(place.is_anndata && !hdf5::is_place_in_anndata(group), input,
                        place.where(group) +
                            ": AnnData has no place for a batch there: name X, layers/NAME, "
                            "obsm/NAME or uns/NAME");
}

/// A group that is named in an existing file.
void look_for_group(const OutputPlace& place, hid_t file, const std::string& group,
                    const Attributes& attributes) {
  const hdf5::Found found = hdf5::find_object(file, group);
  if (found == hdf5::Found::other)
    refuse(place.where(group), "is no batch that a new one could replace");
  if (found == hdf5::Found::batch) {
    if (!hdf5::are_results(file, {group}))
      refuse(place.where(group), "is a batch that another program has written");
    refuse_others(place, file, group, attributes);
  }
  const std::string around = hdf5::batch_around(file, group);
  if (!around.empty()) refuse(place.where(around), "is a batch, and no group of batches");
}

/// An existing file in which a group was named.
void look_for_groups(OutputPlace& place, hid_t file, Overwrite overwrite,
                     const Attributes& attributes) {
  for (const std::string& group : place.groups) {
    if (overwrite == Overwrite::results) look_for_group(place, file, group, attributes);
    SPARSECONV_THROW_IF(
        hdf5::find_object(file, group) == hdf5::Found::blocked, input,
        place.where(group) + ": is below an object that is not a group: name another group");
  }
  place.keeps_rest = hdf5::has_user_block(file) || hdf5::holds_more_than(file, place.groups);
}

/// An existing file without a group named.
void look_for_result(const OutputPlace& place, hid_t file, const Attributes& attributes) {
  const std::vector<std::string> batches = hdf5::batches_of_result(file, place.group);
  if (hdf5::has_user_block(file)) refuse(place.file, "holds bytes of others before the HDF5 file");
  const bool alone = place.is_anndata ? hdf5::holds_only_anndata_frame(file, place.group)
                                      : !hdf5::holds_more_than(file, batches);
  if (!alone || !hdf5::are_results(file, batches))
    refuse(place.file, "is not a result that a new one could replace: it holds " +
                           hdf5::list_objects(file) + "; " + place.file + ":GROUP adds to it");
  for (const std::string& batch : batches) refuse_others(place, file, batch, attributes);
}

}  // namespace

std::string name_for_result(const std::string& file) {
  constexpr const char* others[] = {".npz", ".npy",  ".csv", ".tsv", ".txt",
                                    ".mtx", ".zarr", ".png", ".tif", ".tiff"};
  for (const char* const other : others)
    if (ends_with(file, other)) return fs::path(file).replace_extension(".h5").string();
  return file;
}

std::vector<std::string> groups_in(const std::string& group,
                                   const std::vector<std::string>& names) {
  if (names.empty()) return {group};
  std::vector<std::string> groups;
  for (const std::string& name : names) groups.push_back(group + "/" + name);
  return groups;
}

OutputPlace find_output_place(const std::string& path, Overwrite overwrite,
                              const std::vector<std::string>& names,
                              const std::map<std::string, std::string>& attributes) {
  const hdf5::Quiet quiet;
  const Path split = split_path(path);
  SPARSECONV_THROW_IF(split.file.empty(), input, "the output '" + path + "' names no file");
  OutputPlace place;
  place.file = follow_links(split.file);
  place.is_anndata = ends_with(place.file, ".h5ad");
  const char* const anndata_group = names.empty() ? "X" : "layers";
  place.group = !split.object.empty() ? split.object
                : place.is_anndata    ? anndata_group
                                      : hdf5::default_group;
  place.groups = groups_in(place.group, names);
  check_target(place.file);
  place.before = find_file(place.file);
  if (!place.before && overwrite == Overwrite::results) check_name(place.file);
  check_anndata_groups(place);
  if (!place.before) return place;
  if (overwrite == Overwrite::results) check_writable(place.file);
  if (place.before->bytes == 0) return place;
  if (split.object.empty() && overwrite == Overwrite::anything) return place;
  if (H5Fis_hdf5(place.file.c_str()) <= 0) {
    if (overwrite == Overwrite::results)
      refuse(place.file, "is no HDF5 file but " + describe_file(place.file));
    return place;
  }
  const hdf5::Handle file = hdf5::open_file(place.file);
  if (split.object.empty())
    look_for_result(place, file, attributes);
  else
    look_for_groups(place, file, overwrite, attributes);
  return place;
}

void check_place_is_as_before(const OutputPlace& place) {
  SPARSECONV_THROW_IF(!is_unchanged(place.before, find_file(place.file)), system,
                      place.file +
                          ": was changed by another program while its new version was being made: "
                          "nothing is written to it, try again");
}

}  // namespace SparseConv::io
