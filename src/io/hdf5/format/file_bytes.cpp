#include <algorithm>
#include <filesystem>
#include <io/hdf5/format/file_bytes.hpp>
#include <optional>

namespace SparseConv::io::hdf5 {
namespace {

constexpr std::size_t header_size = 16;  ///< of a collection, and of an object in it
constexpr std::uint64_t max_collection = std::uint64_t{1} << 28;  ///< usually it has 4 KiB

/// An object at the start of the rest of a collection.
struct Object {
  std::uint64_t number = 0;  ///< 0 for free space
  std::uint64_t size = 0;    ///< of its contents; of free space, with the header
  std::uint64_t space = 0;   ///< up to the next object
};

/// The next object of a collection, if its size fits.
std::optional<Object> next_object(std::string_view rest) {
  if (rest.size() < header_size) return std::nullopt;
  Object object{number_at(rest, 0, 2), number_at(rest, 8, 8), 0};
  if (object.size > rest.size()) return std::nullopt;
  object.space = object.number == 0 ? object.size : header_size + (object.size + 7) / 8 * 8;
  if (object.space == 0 || object.space > rest.size()) return std::nullopt;
  return object;
}

}  // namespace

FileBytes::FileBytes(const std::string& path) : file_(path, std::ios::binary) {
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(path, none);
  if (!none) size_ = size;
  for (std::uint64_t start = 0; start < size_; start = std::max<std::uint64_t>(512, 2 * start)) {
    base_ = 0;
    if (at(start, 8) != "\x89HDF\r\n\x1a\n") continue;
    base_ = start;
    break;
  }
}

bool FileBytes::has(std::uint64_t address, std::uint64_t n) const {
  const std::uint64_t left = size_ - base_;
  return address <= left && n <= left - address;
}

std::string FileBytes::at(std::uint64_t address, std::uint64_t n) {
  if (!has(address, n)) return "";
  std::string bytes(n, '\0');
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(base_ + address));
  file_.read(bytes.data(), static_cast<std::streamsize>(n));
  return file_ ? bytes : "";
}

std::uint64_t number_at(std::string_view bytes, std::size_t first, std::size_t n) {
  std::uint64_t number = 0;
  for (std::size_t i = first + n; i-- > first;)
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

std::string read_collection(FileBytes& file, std::uint64_t address) {
  const std::string header = file.at(address, header_size);
  if (header.substr(0, 4) != "GCOL") return "";
  return file.at(address, std::min(number_at(header, 8, 8), max_collection));
}

std::string_view find_heap_object(std::string_view collection, std::uint64_t number) {
  collection.remove_prefix(std::min(collection.size(), header_size));
  while (const std::optional<Object> object = next_object(collection)) {
    if (number != 0 && object->number == number)
      return collection.substr(header_size, object->size);
    collection.remove_prefix(object->space);
  }
  return {};
}

bool is_sound(std::string_view collection) {
  if (collection.size() < header_size) return false;
  collection.remove_prefix(header_size);
  while (collection.size() >= header_size) {
    const std::optional<Object> object = next_object(collection);
    if (!object) return false;
    collection.remove_prefix(object->space);
  }
  return true;
}

}  // namespace SparseConv::io::hdf5
