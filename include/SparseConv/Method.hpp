#ifndef SPARSECONV_METHOD_HPP
#define SPARSECONV_METHOD_HPP

#include <string>
#include <vector>

/// Every method once, by name: the enumeration, the names and the factories come from this list.
#define SPARSECONV_FOR_EACH_METHOD(X) \
  X(direct)                           \
  X(precomputed)                      \
  X(lazy)                             \
  X(gather_scatter)

namespace SparseConv {

/// How a convolution is computed. All methods give the same result up to rounding.
///
/// | method         | idea                                         | set-up            | work                           | memory                       | when                                    |
/// |----------------|----------------------------------------------|-------------------|--------------------------------|------------------------------|-----------------------------------------|
/// | direct         | scatter each image into dense tiles of its   | none              | entries x taps + pixels stored | a tile a thread              | nearly always                           |
/// |                | result's bounding box, read the tiles back   |                   |                                |                              |                                         |
/// | precomputed    | product with the doubly blocked Toeplitz     | H x W x taps, and | entries x taps, and sorting    | the matrix: `memory_budget`  | to compare with sparse linear algebra   |
/// |                | matrix by Kokkos Kernels' SpGEMM             | once for a mode   | the pixels stored              |                              |                                         |
/// | lazy           | (pixel, value) pairs of all entries and taps,| none              | entries x taps, sorted         | all pairs of a chunk:        | few entries in huge images              |
/// |                | sorted and added up within each image        |                   |                                | `max_buffer_bytes`           |                                         |
/// | gather_scatter | tap by tap into dense images                 | none              | entries x taps + all pixels    | dense images of a chunk:     | small, densely filled images            |
/// |                |                                              |                   |                                | `max_buffer_bytes`           |                                         |
/// | automatic      | the cheapest of these by a cost model, for   |                   |                                |                              | unless you know better                  |
/// |                | the batches that a plan is told to expect    |                   |                                |                              |                                         |
enum class Method {
  automatic,
#define SPARSECONV_ENUMERATOR(name) name,
  SPARSECONV_FOR_EACH_METHOD(SPARSECONV_ENUMERATOR)
#undef SPARSECONV_ENUMERATOR
};

/// The name of a method, as the enumerator is spelt.
std::string to_string(Method method);

/// The method of that name. \throws Error (input) for any other name, listing those there are
Method method_from_string(const std::string& name);

/// The methods that can be asked for by name, without `automatic`.
std::vector<Method> all_methods();

}  // namespace SparseConv

#endif
