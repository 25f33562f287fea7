#include <SparseConv/Error.hpp>
#include <algorithm>
#include <filesystem>
#include <io/hdf5/open.hpp>
#include <io/hdf5/virtual_names.hpp>
#include <iterator>
#include <job/shards/JobFolder.hpp>
#include <job/shards/linked_jobs.hpp>
#include <set>

namespace SparseConv::job {
namespace {

namespace fs = std::filesystem;
namespace hdf5 = io::hdf5;

/// Jobs to which a file refers, while its links are visited.
struct Search {
  fs::path store;  ///< the folder with the folders of the jobs
  std::set<std::string> jobs;
};

/// Adds the jobs whose shards are sources of an object. A virtual dataset spells the names of
/// folders and shards as they are.
void add_jobs(hid_t file, const char* object, Search& search) {
  for (const std::string& name : hdf5::virtual_sources(file, object)) {
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
