#include <algorithm>
#include <io/files/printable.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/contents.hpp>
#include <io/hdf5/csr_group.hpp>
#include <io/hdf5/open.hpp>
#include <io/hdf5/take_name.hpp>
#include <starts_with.hpp>

namespace SparseConv::io::hdf5 {
namespace {

bool is_hard_link(hid_t file, const std::string& name) {
  H5L_info_t link{};
  return H5Lget_info(file, name.c_str(), &link, H5P_DEFAULT) >= 0 && link.type == H5L_TYPE_HARD;
}

Handle open(hid_t file, const std::string& name) {
  return H5Oopen(file, name.c_str(), H5P_DEFAULT);
}

bool has_csr_encoding(hid_t group) {
  try {
    return read_text(group, "", "encoding-type") == "csr_matrix";
  } catch (const Error&) {
    return false;
  }
}

/// The number of an object's attributes, or 1 if it cannot be read. The object is not opened.
std::size_t count_attributes(hid_t file, const std::string& name) {
  ObjectInfo info{};
  const bool known =
      H5Oget_info_by_name2(file, name.c_str(), &info, H5O_INFO_NUM_ATTRS, H5P_DEFAULT) >= 0;
  return known ? static_cast<std::size_t>(info.num_attrs) : 1;
}

/// Whether an array has an attribute besides its checksum. An array that is damaged has nothing to
/// lose.
bool has_foreign_attribute(hid_t file, const std::string& array) {
  if (count_attributes(file, array) == 0) return false;
  try {
    const std::vector<std::string> names = names_of_attributes(
        open_dataset(file, array, where_in(file, array)), where_in(file, array));
    return names != std::vector<std::string>{checksum_name};
  } catch (const Error&) {
    return false;
  }
}

/// Whether an array of a batch has this name.
bool is_array(const std::string& name) {
  return name == "data" || name == "indices" || name == "indptr";
}

std::string quoted(const std::string& name) { return "'" + printable(name, 40) + "'"; }

/// holds_more_than() for what is in one group around the groups; the root has no name.
bool holds_others(hid_t file, const std::string& around, const std::vector<std::string>& groups) {
  const std::string group = around.empty() ? "/" : around;
  if (count_attributes(file, group) > 0) return true;
  for (const std::string& link : names_in_group(file, group)) {
    const std::string name = around.empty() ? link : around + "/" + link;
    const auto is_around = [&](const std::string& other) { return starts_with(other, name + "/"); };
    if (!is_group(file, name)) return true;
    if (std::find(groups.begin(), groups.end(), name) != groups.end()) continue;
    if (std::none_of(groups.begin(), groups.end(), is_around) || holds_others(file, name, groups))
      return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> prefixes(const std::string& name) {
  std::vector<std::string> result;
  for (std::size_t slash = name.find('/'); slash != std::string::npos;
       slash = name.find('/', slash + 1))
    result.push_back(name.substr(0, slash));
  result.push_back(name);
  return result;
}

std::string where_in(hid_t file, const std::string& name) {
  return file_name(file, "a file") + ":" + name;
}

Found find_object(hid_t file, const std::string& name) {
  for (const std::string& prefix : prefixes(name)) {
    if (H5Lexists(file, prefix.c_str(), H5P_DEFAULT) <= 0) return Found::nothing;
    const bool group = is_group(file, prefix);
    if (prefix == name)
      return group && has_csr_encoding(open(file, name)) ? Found::batch : Found::other;
    if (!group) return Found::blocked;
  }
  return Found::nothing;
}

bool is_group(hid_t file, const std::string& name) {
  ObjectInfo info{};
  return is_hard_link(file, name) &&
         H5Oget_info_by_name2(file, name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
         info.type == H5O_TYPE_GROUP;
}

bool is_same_object(hid_t a, hid_t b) {
  ObjectInfo first{}, second{};
  return H5Oget_info2(a, &first, H5O_INFO_BASIC) >= 0 &&
         H5Oget_info2(b, &second, H5O_INFO_BASIC) >= 0 && first.fileno == second.fileno &&
         first.addr == second.addr;
}

std::vector<std::string> names_in_group(hid_t file, const std::string& name) {
  std::vector<std::string> names;
  SPARSECONV_HDF5(H5Literate_by_name(file, name.c_str(), H5_INDEX_NAME, H5_ITER_INC, nullptr,
                                     take_name, &names, H5P_DEFAULT),
                  input, where_in(file, name) + ": cannot be listed");
  return names;
}

bool holds_more_than(hid_t file, const std::vector<std::string>& groups) {
  return holds_others(file, "", groups);
}

std::string batch_around(hid_t file, const std::string& name) {
  for (const std::string& prefix : prefixes(name))
    if (prefix != name && find_object(file, prefix) == Found::batch) return prefix;
  return "";
}

std::string besides_batch(hid_t file, const std::string& batch,
                          const std::map<std::string, std::string>& attributes) {
  for (const std::string& name : names_in_group(file, batch)) {
    if (name == "checksums") continue;
    if (!is_array(name)) return quoted(name);
    if (has_foreign_attribute(file, batch + "/" + name)) return "attributes of " + quoted(name);
  }
  if (is_group(file, batch + "/checksums"))
    for (const std::string& name : names_in_group(file, batch + "/checksums"))
      if (!is_array(name)) return quoted("checksums/" + name);
  for (const std::string& name : names_of_attributes(open(file, batch), where_in(file, batch)))
    if (!is_own_attribute(name) && attributes.count(name) == 0)
      return "the attribute " + quoted(name);
  return "";
}

std::vector<std::string> batches_of_result(hid_t file, const std::string& name) {
  if (find_object(file, name) != Found::other) return {name};
  std::vector<std::string> batches;
  if (is_group(file, name))
    for (const std::string& batch : names_in_group(file, name))
      batches.push_back(name + "/" + batch);
  return batches;
}

bool are_results(hid_t file, const std::vector<std::string>& names) {
  return !names.empty() && std::all_of(names.begin(), names.end(), [&](const auto& name) {
    return find_object(file, name) == Found::batch &&
           has_attribute(open(file, name), where_in(file, name), "version");
  });
}

bool has_user_block(hid_t file) {
  const Handle properties = H5Fget_create_plist(file);
  hsize_t size = 0;
  return H5Pget_userblock(properties, &size) < 0 || size > 0;
}

std::string list_objects(hid_t file, const std::string& group) {
  constexpr std::size_t most = 5;
  const std::vector<std::string> names = names_in_group(file, group);
  if (names.empty()) return "nothing but attributes";
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < most; ++i)
    list += (i == 0 ? "" : ", ") + quoted(names[i]);
  if (names.size() > most) return list + " and more";
  return count_attributes(file, group) > 0 ? list + " and attributes of its own" : list;
}

}  // namespace SparseConv::io::hdf5
