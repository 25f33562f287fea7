#ifndef SPARSECONV_JOB_FILES_HPP
#define SPARSECONV_JOB_FILES_HPP

#include <string>
#include <vector>

namespace SparseConv::job {

/// All of a file; empty if there is none. \throws Error (system) if it cannot be read
std::string read_file(const std::string& path);

/// Writes a small file under a temporary name, and then renames it. \throws Error (system)
void write_file(const std::string& path, const std::string& text);

/// When written bytes come to the disk.
enum class Sync { now, later };

/// Adds to a file. \throws Error (system)
void append_to_file(const std::string& path, const std::string& text, Sync sync = Sync::now);

/// The names in a folder; none if there is no folder. \throws Error (system) if it cannot be read
std::vector<std::string> names_in_folder(const std::string& folder);

}  // namespace SparseConv::job

#endif
