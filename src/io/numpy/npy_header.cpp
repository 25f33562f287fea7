#include <algorithm>
#include <io/files/files_page.hpp>
#include <io/files/printable.hpp>
#include <io/numpy/npy_header.hpp>
#include <parse_number.hpp>
#include <regex>

namespace SparseConv::io {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::int64_t max_header = 1024;  ///< bytes, more than any array of numbers needs
constexpr std::int64_t max_text = 64;      ///< elements of a text, and bytes of each

/// The Python dictionary that describes the array, and its end in the file.
struct Dictionary {
  std::string text;
  std::int64_t end = 0;
};

Dictionary read_dictionary(const ByteFile& file, const std::string& where) {
  const std::string message = where + ": is not an array in NumPy's format NPY, or is damaged";
  const std::int64_t size = file.size();
  unsigned char start[12] = {};
  file.read(0, std::min<std::int64_t>(size, sizeof start), start);
  const bool known = std::equal(magic.begin(), magic.end(), start, [](char a, unsigned char b) {
    return static_cast<unsigned char>(a) == b;
  });
  SPARSECONV_THROW_IF(!known || start[6] < 1 || start[6] > 3, input, message);
  const bool is_short = start[6] == 1;
  const std::int64_t begin = is_short ? 10 : 12;
  std::int64_t length = start[8] | start[9] << 8;
  if (!is_short) length |= std::int64_t{start[10]} << 16 | std::int64_t{start[11]} << 24;
  SPARSECONV_THROW_IF(length > max_header || begin + length > size, input, message);
  Dictionary dictionary{std::string(static_cast<std::size_t>(length), '\0'), begin + length};
  file.read(begin, length, dictionary.text.data());
  return dictionary;
}

/// The value of an entry of a dictionary, by a pattern with one group.
std::string value_of(const Dictionary& dictionary, const char* pattern, const std::string& where) {
  std::smatch match;
  SPARSECONV_THROW_IF(!std::regex_search(dictionary.text, match, std::regex(pattern)), input,
                      where +
                          ": is an array of records, or not in NumPy's format NPY: save "
                          "numbers of one type");
  return match[1];
}

std::vector<std::int64_t> read_extents(const std::string& text, const std::string& where) {
  std::vector<std::int64_t> extents;
  const std::regex number("[0-9]+");
  for (std::sregex_iterator next(text.begin(), text.end(), number), end; next != end; ++next) {
    std::int64_t extent = 0;
    SPARSECONV_THROW_IF(!parse_number(next->str(), extent), input,
                        where + ": its shape is damaged");
    extents.push_back(extent);
  }
  return extents;
}

/// Throws unless the file holds all elements.
void count_elements(NpyHeader& header, std::int64_t bytes, std::int64_t size_of_element,
                    const std::string& where) {
  const bool empty = std::count(header.shape.begin(), header.shape.end(), 0) > 0;
  double elements = 1;
  for (const std::int64_t extent : header.shape) elements *= static_cast<double>(extent);
  SPARSECONV_THROW_IF(
      !empty && elements * static_cast<double>(std::max<std::int64_t>(size_of_element, 1)) >
                    static_cast<double>(bytes),
      input,
      where + ": is said to have more elements than the file holds: it is incomplete or damaged");
  header.length = 1;
  for (const std::int64_t extent : header.shape) header.length = empty ? 0 : header.length * extent;
}

std::int64_t size_of(const std::string& type) {
  const std::int64_t number = std::stoll(type.substr(2));
  return type[1] == 'U' ? 4 * number : number;
}

}  // namespace

bool is_npy(const std::string& path) { return begins_with(path, magic); }

NpyHeader read_npy_header(const ByteFile& file, const std::string& where) {
  const Dictionary dictionary = read_dictionary(file, where);
  NpyHeader header;
  header.type = value_of(
      dictionary, "'descr' *: *'([<>|=](?:O|[a-zA-Z][0-9]{1,9})(?:\\[[0-9a-zA-Z]*\\])?)'", where);
  SPARSECONV_THROW_IF(header.type[1] == 'O', input,
                      where +
                          ": holds Python objects, as suite2p's stat.npy does, which are not "
                          "read here: load them with numpy, and save their pixels as a list of "
                          "hits" +
                          see_files_page);
  header.columns_first = value_of(dictionary, "'fortran_order' *: *(True|False)", where) == "True";
  header.shape = read_extents(value_of(dictionary, "'shape' *: *\\(([0-9L, ]*)\\)", where), where);
  header.start = dictionary.end;
  count_elements(header, file.size() - header.start, size_of(header.type), where);
  return header;
}

hdf5::Handle npy_type(const NpyHeader& header, const std::string& where) {
  const char kind = header.type[1];
  const std::int64_t size = size_of(header.type);
  const bool is_real = kind == 'f' && (size == 2 || size == 4 || size == 8);
  const bool is_whole =
      (kind == 'i' || kind == 'u') && (size == 1 || size == 2 || size == 4 || size == 8);
  SPARSECONV_THROW_IF(
      !is_real && !is_whole && !(kind == 'b' && size == 1), input,
      where + ": holds elements of type '" + header.type + "', not numbers of at most 64 bits");
  hdf5::Handle type =
      SPARSECONV_HDF5(H5Tcopy(is_real ? H5T_IEEE_F64LE : H5T_STD_U64LE), system, where);
  if (size == 4 && is_real) type = SPARSECONV_HDF5(H5Tcopy(H5T_IEEE_F32LE), system, where);
  if (size == 2 && is_real) {
    SPARSECONV_HDF5(H5Tset_fields(type, 15, 10, 5, 0, 10), system, where);
    SPARSECONV_HDF5(H5Tset_ebias(type, 15), system, where);
  }
  SPARSECONV_HDF5(H5Tset_size(type, static_cast<std::size_t>(size)), system, where);
  if (kind == 'i') SPARSECONV_HDF5(H5Tset_sign(type, H5T_SGN_2), system, where);
  const H5T_order_t order = header.type[0] == '>' ? H5T_ORDER_BE : H5T_ORDER_LE;
  SPARSECONV_HDF5(H5Tset_order(type, order), system, where);
  return type;
}

std::string read_npy_text(const ByteFile& file, const std::string& where) {
  const NpyHeader header = read_npy_header(file, where);
  const bool is_text = header.type[1] == 'S' || header.type[1] == 'U';
  SPARSECONV_THROW_IF(!is_text || header.length != 1 || size_of(header.type) > max_text, input,
                      where + ": is not a short text");
  std::string text(static_cast<std::size_t>(size_of(header.type)), '\0');
  file.read(header.start, size_of(header.type), text.data());
  text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
  return printable(text);
}

}  // namespace SparseConv::io
