#include <SparseConv/Error.hpp>
#include <SparseConv/io/paths.hpp>
#include <SparseConv/io/read_filter.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <io/number_types.hpp>
#include <io/open.hpp>
#include <io/printable.hpp>
#include <io/storage.hpp>
#include <string_view>

namespace SparseConv::io {
namespace {

using std::to_string;

/// Throws for more weights than any filter has, before there is memory for them.
void check_size(double n_weights, const std::string& where) {
  constexpr double max_weights = 1 << 25;
  SPARSECONV_THROW_IF(n_weights > max_weights, input, where + ": is too large for a filter");
}

double parse_weight(std::string_view word, const std::string& where) {
  const std::string_view digits = word.front() == '+' ? word.substr(1) : word;
  double weight = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), weight);
  const bool whole = end == digits.data() + digits.size();
  SPARSECONV_THROW_IF(error != std::errc() || !whole || !std::isfinite(weight), input,
                      where + ": '" + printable(word, 20) + "' is not a finite number");
  return weight;
}

/// Appends the numbers of a line. \return how many there were
std::int64_t parse_line(std::string_view line, const std::string& where,
                        std::vector<double>& weights) {
  constexpr std::string_view separators = " \t\r,";
  line = line.substr(0, line.find('#'));
  std::int64_t n = 0;
  for (;;) {
    line.remove_prefix(std::min(line.find_first_not_of(separators), line.size()));
    if (line.empty()) return n;
    const std::string_view word = line.substr(0, line.find_first_of(separators));
    weights.push_back(parse_weight(word, where));
    line.remove_prefix(word.size());
    ++n;
  }
}

Filter read_text_filter(const std::string& path) {
  check_size(static_cast<double>(std::filesystem::file_size(path)) / 2, path);
  std::ifstream file(path);
  ImageShape shape;
  std::vector<double> weights;
  std::string line;
  for (std::int64_t number = 1; std::getline(file, line); ++number) {
    const std::string where = path + ": line " + to_string(number);
    const std::int64_t width = parse_line(line, where, weights);
    if (width == 0) continue;
    if (shape.height++ == 0) shape.width = width;
    SPARSECONV_THROW_IF(width != shape.width, input,
                        where + ": has " + to_string(width) +
                            " numbers, but the lines above have " + to_string(shape.width));
  }
  SPARSECONV_THROW_IF(!file.eof(), system, path + ": cannot be read");
  SPARSECONV_THROW_IF(shape.height == 0, input, path + ": there are no numbers in it");
  return Filter(shape, std::move(weights));
}

ImageShape extent_of(hid_t dataset, const std::string& where) {
  const hdf5::Handle space = SPARSECONV_HDF5(H5Dget_space(dataset), input, where);
  SPARSECONV_THROW_IF(H5Sget_simple_extent_ndims(space) != 2, input,
                      where + ": must have two dimensions");
  hsize_t extent[2] = {0, 0};
  SPARSECONV_HDF5(H5Sget_simple_extent_dims(space, extent, nullptr), input, where);
  return {static_cast<std::int64_t>(extent[0]), static_cast<std::int64_t>(extent[1])};
}

Filter read_hdf5_filter(const Path& path) {
  const std::string where = path.file + ":" + path.object;
  const hdf5::Handle file = hdf5::open_file(path.file);
  SPARSECONV_THROW_IF(path.object.empty(), input,
                      path.file + ": say which dataset is the filter, as in FILE:DATASET");
  const hdf5::Handle dataset = hdf5::open_dataset(file, where, path.object);
  hdf5::check_numbers(dataset, where);
  hdf5::check_storage(dataset, where);
  const ImageShape shape = extent_of(dataset, where);
  check_size(static_cast<double>(shape.height) * static_cast<double>(shape.width), where);
  std::vector<double> weights(static_cast<std::size_t>(shape.size()));
  SPARSECONV_HDF5(
      H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, weights.data()), input,
      where + ": cannot be read");
  SPARSECONV_THROW_IF(!std::all_of(weights.begin(), weights.end(),
                                   [](double weight) { return std::isfinite(weight); }),
                      input, where + ": has a weight that is not a finite number");
  return Filter(shape, std::move(weights));
}

}  // namespace

Filter read_filter(const std::string& path) {
  const hdf5::Quiet quiet;
  const Path parts = split_path(path);
  hdf5::check_file(parts.file);
  const bool text = parts.object.empty() && H5Fis_hdf5(parts.file.c_str()) <= 0;
  return text ? read_text_filter(parts.file) : read_hdf5_filter(parts);
}

}  // namespace SparseConv::io
