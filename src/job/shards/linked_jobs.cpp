#include <SparseConv/Error.hpp>
#include <filesystem>
#include <io/open.hpp>
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

/// Adds the jobs whose shards are sources of an array. A virtual dataset spells the names of
/// folders and shards as they are.
void add_jobs(hid_t group, const std::string& where, const char* array, const fs::path& store,
              std::set<std::string>& jobs) {
  const hdf5::Handle dataset = hdf5::open_dataset(group, where, array);
  for (const std::string& name : sources_of(dataset, where)) {
    const fs::path folder = fs::path(name).parent_path();
    if (fs::exists(store / folder.filename() / fs::path(name).filename()))
      jobs.insert(folder.filename().string());
  }
}

}  // namespace

std::vector<std::string> linked_jobs(const std::string& file, const std::string& group) {
  const hdf5::Quiet quiet;
  std::set<std::string> jobs;
  try {
    const hdf5::Handle opened = hdf5::open_file(file);
    const hdf5::Handle batch = hdf5::open_group(opened, file + ":" + group, group);
    for (const char* array : {"data", "indices"})
      add_jobs(batch, file + ":" + group, array, file + ".shards", jobs);
  } catch (const std::exception&) {  // there is no such result
  }
  return {jobs.begin(), jobs.end()};
}

}  // namespace SparseConv::job
