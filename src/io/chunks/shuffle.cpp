#include <io/chunks/shuffle.hpp>
#include <type_traits>

namespace SparseConv::io::hdf5 {
namespace {

/// Calls `work(size)` with the size as a constant, if it is that of a common type: its loops take a
/// third of the time.
template <class Work>
void with_size(std::size_t size, const Work& work) {
  if (size == 4)
    work(std::integral_constant<std::size_t, 4>());
  else if (size == 8)
    work(std::integral_constant<std::size_t, 8>());
  else
    work(size);
}

}  // namespace

void shuffle(const unsigned char* elements, std::size_t n, std::size_t size,
             unsigned char* shuffled) {
  const std::size_t length = n / size;
  with_size(size, [=](auto known_size) {
    for (std::size_t byte = 0; byte < known_size; ++byte)
      for (std::size_t i = 0; i < length; ++i)
        shuffled[byte * length + i] = elements[i * known_size + byte];
  });
}

void unshuffle(const unsigned char* shuffled, std::size_t n, std::size_t size,
               unsigned char* elements, std::size_t n_wanted) {
  const std::size_t length = n / size, n_elements = n_wanted / size;
  with_size(size, [=](auto known_size) {
    for (std::size_t i = 0; i < n_elements; ++i)
      for (std::size_t byte = 0; byte < known_size; ++byte)
        elements[i * known_size + byte] = shuffled[byte * length + i];
  });
}

}  // namespace SparseConv::io::hdf5
