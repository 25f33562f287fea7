#include <unistd.h>

#include <SparseConv/io/file_format.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <io/files/files_page.hpp>
#include <io/files/printable.hpp>
#include <io/hdf5/format/dataset_layout.hpp>
#include <io/hdf5/format/group_tables.hpp>
#include <io/hdf5/linked_files.hpp>
#include <io/hdf5/open.hpp>

namespace SparseConv::io::hdf5 {
namespace {

namespace fs = std::filesystem;

/// The external links on the way to an object.
struct ExternalLinks {
  /// Path of the file to which the last one leads.
  std::string target() const { return find_linked_file("HDF5_EXT_PREFIX", from.back(), to); }

  std::vector<std::string> from;  ///< the file of each
  std::string to;                 ///< the file that the last one names
};

/// Called by HDF5 before it follows an external link.
herr_t take_link(const char* from, const char*, const char* to, const char*, unsigned*, hid_t,
                 void* data) {
  auto& links = *static_cast<ExternalLinks*>(data);
  try {
    links.from.emplace_back(from);
    links.to = to;
  } catch (...) {
    return -1;
  }
  return 0;
}

/// Properties for following links to an object; the files of external links go to `links`.
Handle following(ExternalLinks& links, const std::string& where) {
  Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_LINK_ACCESS), system, where);
  SPARSECONV_HDF5(H5Pset_elink_cb(properties, take_link, &links), system, where);
  return properties;
}

/// Throws if the file to which the last link leads cannot be opened: HDF5 itself does not say why.
void check_link_target(const ExternalLinks& links, const std::string& where) {
  if (links.from.empty()) return;
  try {
    open_file(links.target());
  } catch (const Error& error) {
    throw Error(error.cause(), where + ": leads to " + error.what(), __FILE__, __LINE__);
  }
}

/// Throws if HDF5 would crash on an object. Any other fault is for HDF5 to find.
void check_object(hid_t location, const std::string& name, const std::string& where) {
  ExternalLinks links;
  const Handle properties = following(links, where);
  ObjectInfo info;
  if (H5Oget_info_by_name2(location, name.c_str(), &info, H5O_INFO_BASIC, properties) < 0) return;
  if (info.type != H5O_TYPE_DATASET) return;
  const std::string file = file_name(location, where);
  check_layout(links.from.empty() ? file : links.target(), info.addr, where);
}

/// Says where a soft link leads that cannot be followed. Empty for other objects.
std::string description_of_link(hid_t location, const std::string& name) {
  H5L_info_t link{};
  if (H5Lget_info(location, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_SOFT)
    return "";
  std::string target(link.u.val_size, '\0');
  if (H5Lget_val(location, name.c_str(), target.data(), target.size(), H5P_DEFAULT) < 0) return "";
  return ": leads to " + printable(target.c_str());
}

Handle open_object(hid_t location, const std::string& name, const std::string& where,
                   std::initializer_list<H5I_type_t> expected, const char* what,
                   std::vector<std::string>* files) {
  const htri_t exists = H5Lexists(location, name.c_str(), H5P_DEFAULT);
  SPARSECONV_THROW_IF(exists == 0, input, where + ": there is no such " + what);
  check_object(location, name, where);
  ExternalLinks links;
  const Handle properties = following(links, where);
  Handle object = H5Oopen(location, name.c_str(), properties);
  if (object < 0) {
    const Failure failure = last_failure(Error::Cause::input);
    check_link_target(links, where);
    throw Error(
        failure.cause,
        where + description_of_link(location, name) + ": cannot be opened: " + failure.reason,
        __FILE__, __LINE__);
  }
  const bool is_expected =
      std::find(expected.begin(), expected.end(), H5Iget_type(object)) != expected.end();
  SPARSECONV_THROW_IF(!is_expected, input, where + ": is not a " + what);
  if (files != nullptr) {
    files->insert(files->end(), links.from.begin(), links.from.end());
    files->push_back(file_name(object, where));
  }
  return object;
}

/// What a file is that is not HDF5, as far as its first bytes tell, and what to do.
std::string other_format(const std::string& path) {
  const std::string format = foreign_format(path);
  if (!format.empty())
    return " but " + format + ": store its images in HDF5, or with scipy.sparse.save_npz" +
           see_files_page;
  return describe_file(path) == "text" ? "" : ", and has bytes that no text has";
}

/// Whether a folder holds the files of zarr, in any version of its format.
bool is_zarr(const fs::path& folder) {
  std::error_code ignored;
  for (const char* name : {".zgroup", ".zarray", "zarr.json"})
    if (fs::exists(folder / name, ignored)) return true;
  return false;
}

}  // namespace

Handle file_access(const std::string& message) {
  Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_FILE_ACCESS), system, message);
  SPARSECONV_HDF5(H5Pset_fapl_sec2(properties), system, message);
  SPARSECONV_HDF5(H5Pset_cache(properties, 0, 521, std::size_t{1} << 20, 0.75), system, message);
  return properties;
}

void check_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  SPARSECONV_THROW_IF(status.type() == fs::file_type::not_found, input,
                      path + ": there is no such file");
  SPARSECONV_THROW_IF(status.type() == fs::file_type::none, system,
                      path + ": cannot be looked up: " + error.message());
  SPARSECONV_THROW_IF(is_zarr(path), input,
                      path +
                          ": is a zarr store, which is not read here: write it to HDF5, with "
                          "anndata's write_h5ad() for instance" +
                          see_files_page);
  SPARSECONV_THROW_IF(fs::is_directory(status), input, path + ": is a folder, not a file");
  SPARSECONV_THROW_IF(!fs::is_regular_file(status), input, path + ": is not an ordinary file");
  SPARSECONV_THROW_IF(::access(path.c_str(), R_OK) != 0, system,
                      path + ": cannot be read: " + std::strerror(errno));
  SPARSECONV_THROW_IF(fs::is_empty(path, error), input, path + ": is empty");
}

Handle open_file(const std::string& path) {
  check_file(path);
  const std::string message = path + ": cannot be opened";
  if (SPARSECONV_HDF5(H5Fis_hdf5(path.c_str()), input, message) == 0) {
    SPARSECONV_THROW(input, path + ": is not an HDF5 file" + other_format(path));
  }
  Handle file =
      SPARSECONV_HDF5(H5Fopen(path.c_str(), H5F_ACC_RDONLY, file_access(message)), input, message);
  check_groups(path);
  return file;
}

Handle open_group(hid_t file, const std::string& name, const std::string& where,
                  std::vector<std::string>* files) {
  return open_object(file, name, where, {H5I_GROUP}, "group", files);
}

Handle open_dataset(hid_t location, const std::string& name, const std::string& where,
                    std::vector<std::string>* files) {
  return open_object(location, name, where, {H5I_DATASET}, "dataset", files);
}

Handle open_group_or_dataset(hid_t file, const std::string& name, const std::string& where,
                             std::vector<std::string>* files) {
  return open_object(file, name, where, {H5I_GROUP, H5I_DATASET}, "group or dataset", files);
}

}  // namespace SparseConv::io::hdf5
