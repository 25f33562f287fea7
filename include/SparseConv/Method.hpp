#ifndef SPARSECONV_METHOD_HPP
#define SPARSECONV_METHOD_HPP

#include <string>
#include <vector>

/// The names of all methods: the enumeration, the texts and the factories come from this list.
#define SPARSECONV_FOR_EACH_METHOD(X) \
  X(direct)                           \
  X(precomputed)                      \
  X(lazy)                             \
  X(gather_scatter)

#define SPARSECONV_ENUMERATOR(name) name,

namespace SparseConv {

/// How a convolution is computed. All methods give the same result up to rounding.
///
/// - `direct` scatters each image into dense rows (on a device: tiles) of the bounding box of its
///   result, and reads the rows back; where entries are crowded, pixels gather instead. A filter of
///   at least 81 taps that is a column times a row (Filter::separated()) takes two passes. No
///   set-up; work: entries x taps, or entries x (height + width of the filter), and the stored
///   pixels; memory: some rows for each thread. Nearly always the fastest.
/// - `precomputed` multiplies the batch by the doubly blocked Toeplitz matrix of the filter, with
///   the sparse product of Kokkos Kernels. Set-up: a matrix of H x W x taps entries, within
///   Options::memory_budget; work: entries x taps, and sorting the stored pixels.
/// - `lazy` makes a (pixel, value) pair of each entry and tap, sorts the pairs of an image and adds
///   them up. No set-up; memory: the pairs of a chunk of images, within Options::max_buffer_bytes.
///   For few entries in huge images.
/// - `gather_scatter` adds tap by tap to dense sums for the bounding box of an image's result. No
///   set-up; work: entries x taps, and all pixels of the box; memory: the boxes of a chunk of
///   images, within Options::max_buffer_bytes. For small, densely filled images.
/// - `automatic` is the cheapest of these methods, by a cost model, for the batches that Options
///   tell a plan to expect.
enum class Method { automatic, SPARSECONV_FOR_EACH_METHOD(SPARSECONV_ENUMERATOR) };
#undef SPARSECONV_ENUMERATOR

/// The name of a method, spelt as the enumerator.
[[nodiscard]] std::string to_string(Method method);

/// The method with this name.
/// \throws Error (input) for any other name; the error lists all names
[[nodiscard]] Method method_from_string(const std::string& name);

/// All methods but `automatic`.
[[nodiscard]] std::vector<Method> all_methods();

}  // namespace SparseConv

#endif
