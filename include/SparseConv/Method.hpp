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
/// | method    | idea                                                | set-up | memory          |
/// |-----------|-----------------------------------------------------|--------|-----------------|
/// | direct    | scatter each image into a dense tile, read it back  | none   | a tile a thread |
/// | automatic | the fastest of these for the batch at hand          |        |                 |
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
