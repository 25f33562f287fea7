#include <SparseConv/Error.hpp>
#include <algorithm>
#include <filesystem>
#include <io/open.hpp>
#include <iterator>
#include <job/shards/JobFolder.hpp>
#include <job/shards/linked_jobs.hpp>
#include <set>

namespace SparseConv::job {
namespace {

namespace fs = std::filesystem;
namespace hdf5 = io::hdf5;

/// Names of the files of a virtual dataset's sources, relative to the folder of its file.
std::vector<std::string> sources_of(hid_t dataset, const std::string& where) {
  const hdf5::Handle properties = SPARSECONV_HDF5(H5Dget_create_plist(dataset), input, where);
  std::vector<std::string> names;
  std::size_t n = 0;
  if (H5Pget_layout(properties) == H5D_VIRTUAL)
    SPARSECONV_HDF5(H5Pget_virtual_count(properties, &n), input, where);
  for (std::size_t i = 0; i < n; ++i)
    names.push_back(hdf5::text_from(
        [&](char* text, std::size_t size) {
          return H5Pget_virtual_filename(properties, i, text, size);
        },
        where));
  return names;
}

/// Jobs to which a file refers, while its links are visited.
struct Search {
  fs::path store;  ///< the folder with the folders of the jobs
  std::set<std::string> jobs;
};

/// Adds the jobs whose shards are sources of an object. A virtual dataset spells the names of
/// folders and shards as they are.
void add_jobs(hid_t file, const char* object, Search& search) {
  hdf5::ObjectInfo info{};
  if (H5Oget_info_by_name2(file, object, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0 ||
      info.type != H5O_TYPE_DATASET)
    return;
  const hdf5::Handle dataset = hdf5::open_dataset(file, object, object);
  for (const std::string& name : sources_of(dataset, object)) {
    const std::string id = fs::path(name).parent_path().filename().string();
    if (JobFolder::is_id(id) && fs::exists(search.store / id / fs::path(name).filename()))
      search.jobs.insert(id);
  }
}

/// Called by H5Lvisit for every link. The target of a soft link has a hard link too.
herr_t visit_link(hid_t file, const char* object, const H5L_info_t* link, void* search) {
  try {
    if (link->type == H5L_TYPE_HARD) add_jobs(file, object, *static_cast<Search*>(search));
    return 0;
  } catch (const std::exception&) {
    return -1;
  }
}

std::set<std::string> linked_jobs(const std::string& file, const fs::path& store) {
  Search search{store, {}};
  const hdf5::Handle opened = hdf5::open_file(file);
  SPARSECONV_HDF5(H5Lvisit(opened, H5_INDEX_NAME, H5_ITER_NATIVE, visit_link, &search), input,
                  file);
  return search.jobs;
}

}  // namespace

std::vector<std::string> replaced_jobs(const std::string& output, const std::string& result) {
  const hdf5::Quiet quiet;
  std::vector<std::string> jobs;
  try {
    const std::set<std::string> old = linked_jobs(output, output + ".shards");
    const std::set<std::string> kept = linked_jobs(result, output + ".shards");
    std::set_difference(old.begin(), old.end(), kept.begin(), kept.end(), std::back_inserter(jobs));
  } catch (const std::exception&) {  // there is no such result
    jobs.clear();
  }
  return jobs;
}

}  // namespace SparseConv::job
