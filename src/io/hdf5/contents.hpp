#ifndef SPARSECONV_IO_HDF5_CONTENTS_HPP
#define SPARSECONV_IO_HDF5_CONTENTS_HPP

#include <io/hdf5/hdf5.hpp>
#include <map>
#include <string>
#include <vector>

/// \file
/// The contents of an HDF5 file, which decide on what may be replaced.

namespace SparseConv::io::hdf5 {

/// `a`, `a/b` and `a/b/c` for `a/b/c`.
std::vector<std::string> prefixes(const std::string& name);

/// The object of that name in messages.
std::string where_in(hid_t file, const std::string& name);

/// The object that has a name in a file.
enum class Found {
  nothing,
  batch,   ///< a group in CSR encoding
  other,   ///< any other object, or a link that leads nowhere or into another file
  blocked  ///< nothing, and nothing can be: something on the way is not a group of this file
};

Found find_object(hid_t file, const std::string& name);

/// Whether a name is that of a group of this file. No object is opened to find out: HDF5 1.10
/// crashes when it opens some damaged datasets.
bool is_group(hid_t file, const std::string& name);

/// Whether two objects are one, whatever their names. False if one of them could not be opened.
bool is_same_object(hid_t a, hid_t b);

/// Whether a file holds an object or an attribute that is neither one of some groups nor a group
/// around one.
bool holds_more_than(hid_t file, const std::vector<std::string>& groups);

/// The batch in whose group an object of this name is or would be; empty if there is none.
std::string batch_around(hid_t file, const std::string& name);

/// What would be lost with the group of a batch besides the batch, for messages: an object that is
/// no part of it, an attribute of one of its arrays, or an attribute of the group that neither this
/// project writes nor the new batch gets. Empty if there is nothing.
std::string besides_batch(hid_t file, const std::string& batch,
                          const std::map<std::string, std::string>& attributes);

/// The batches of a result: the group of that name, or what is in it.
std::vector<std::string> batches_of_result(hid_t file, const std::string& name);

/// Whether there are objects, and all are batches that this project has written: those have an
/// attribute `version`.
bool are_results(hid_t file, const std::vector<std::string>& names);

/// Whether there is anything in the file before what HDF5 knows of.
bool has_user_block(hid_t file);

/// The names in a group of a file; `/` is the root.
std::vector<std::string> names_in_group(hid_t file, const std::string& name);

/// The names in a group of a file, for messages; `/` is the root.
std::string list_objects(hid_t file, const std::string& group = "/");

}  // namespace SparseConv::io::hdf5

#endif
