#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/chunks/compression.hpp>
#include <io/chunks/lzf_filter.hpp>
#include <iterator>
#include <parse_number.hpp>

namespace SparseConv::io {
namespace {

using Kind = Compression::Kind;

/// A kind of compression as HDF5 has it, by the number under which its filter is registered.
struct Hdf5Filter {
  Kind kind;
  const char* name;
  H5Z_filter_t number;
  int highest_level;   ///< the lowest is 1; 0 where there are no levels
  const char* source;  ///< where to get it, in words
};

constexpr Hdf5Filter filters[] = {
    {Kind::gzip, "gzip", H5Z_FILTER_DEFLATE, 9, "an HDF5 that is built with zlib"},
    {Kind::lzf, "lzf", hdf5::lzf_filter, 0, "Debian's package hdf5-plugin-lzf, for instance"},
    {Kind::zstd, "zstd", 32015, 22, "the Python package hdf5plugin, for instance"}};

const Hdf5Filter& filter_of(Kind kind) {
  const auto found = std::find_if(std::begin(filters), std::end(filters),
                                  [kind](const Hdf5Filter& filter) { return filter.kind == kind; });
  SPARSECONV_THROW_IF(
      found == std::end(filters), input,
      "there is no kind of compression with the number " + std::to_string(static_cast<int>(kind)));
  return *found;
}

bool is_available(const Hdf5Filter& filter) {
  const hdf5::Quiet quiet;
  unsigned abilities = 0;
  return H5Zfilter_avail(filter.number) > 0 && H5Zget_filter_info(filter.number, &abilities) >= 0 &&
         (abilities & H5Z_FILTER_CONFIG_ENCODE_ENABLED) != 0;
}

std::string syntax(const Hdf5Filter& filter) {
  return filter.name + std::string(filter.highest_level > 0 ? "[:LEVEL]" : "");
}

std::string all_names() {
  std::string names;
  for (const std::string& name : available_compressions())
    names += (names.empty() ? "" : ", ") + name;
  return names;
}

void check_available(const Hdf5Filter& filter) {
  SPARSECONV_THROW_IF(!is_available(filter), input,
                      "this HDF5 cannot compress with " + std::string(filter.name) + ", but with " +
                          all_names() + "; what it lacks is in " + filter.source +
                          ": HDF5_PLUGIN_PATH names the folder of a plugin");
}

void check_level(const Hdf5Filter& filter, int level) {
  SPARSECONV_THROW_IF(filter.highest_level > 0 && (level < 1 || level > filter.highest_level),
                      input,
                      "the level of " + std::string(filter.name) + " is from 1 to " +
                          std::to_string(filter.highest_level) + ", not " + std::to_string(level));
}

int level_from_string(const std::string& text, const std::string& whole) {
  int level = 0;
  SPARSECONV_THROW_IF(!parse_number(text, level), input,
                      "'" + text + "' in the compression '" + whole + "' is not a level");
  return level;
}

}  // namespace

Compression compression_from_string(const std::string& text) {
  if (text == "none") return {};
  const std::size_t colon = text.find(':');
  const auto filter =
      std::find_if(std::begin(filters), std::end(filters),
                   [name = text.substr(0, colon)](const Hdf5Filter& f) { return f.name == name; });
  SPARSECONV_THROW_IF(
      filter == std::end(filters) || (colon != text.npos && filter->highest_level == 0), input,
      "there is no compression '" + text + "': use one of " + all_names());
  Compression compression{filter->kind};
  if (colon != text.npos) compression.level = level_from_string(text.substr(colon + 1), text);
  hdf5::check_compression(compression);
  return compression;
}

std::vector<std::string> available_compressions() {
  std::vector<std::string> names{"none"};
  for (const Hdf5Filter& filter : filters)
    if (is_available(filter)) names.push_back(syntax(filter));
  return names;
}

std::string to_string(const Compression& compression) {
  if (compression.kind == Kind::none) return "none";
  const Hdf5Filter& filter = filter_of(compression.kind);
  return filter.name +
         (filter.highest_level > 0 ? ":" + std::to_string(compression.level) : std::string());
}

void hdf5::check_compression(const Compression& compression) {
  if (compression.kind == Kind::none) return;
  const Hdf5Filter& filter = filter_of(compression.kind);
  check_level(filter, compression.level);
  check_available(filter);
}

void hdf5::add_compression(hid_t properties, const Compression& compression,
                           const std::string& message) {
  if (compression.kind == Kind::none) return;
  const Hdf5Filter& filter = filter_of(compression.kind);
  const auto level = static_cast<unsigned>(compression.level);
  SPARSECONV_HDF5(H5Pset_shuffle(properties), system, message);
  // Optional: HDF5 stores a chunk as it is if the filter would make it larger.
  SPARSECONV_HDF5(H5Pset_filter(properties, filter.number, H5Z_FLAG_OPTIONAL,
                                filter.highest_level > 0 ? 1 : 0, &level),
                  system, message);
}

}  // namespace SparseConv::io
