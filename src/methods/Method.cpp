#include <SparseConv/Error.hpp>
#include <SparseConv/Method.hpp>

namespace SparseConv {

std::string to_string(Method method) {
  switch (method) {
    case Method::automatic:
      return "automatic";
#define SPARSECONV_CASE(name) \
  case Method::name:          \
    return #name;
      SPARSECONV_FOR_EACH_METHOD(SPARSECONV_CASE)
#undef SPARSECONV_CASE
  }
  return "unknown";
}

std::vector<Method> all_methods() {
  return {
#define SPARSECONV_ELEMENT(name) Method::name,
      SPARSECONV_FOR_EACH_METHOD(SPARSECONV_ELEMENT)
#undef SPARSECONV_ELEMENT
  };
}

Method method_from_string(const std::string& name) {
  std::string names = to_string(Method::automatic);
  if (name == names) return Method::automatic;
  for (const Method method : all_methods()) {
    if (name == to_string(method)) return method;
    names += ", " + to_string(method);
  }
  SPARSECONV_THROW(input, "there is no method '" + name + "': use one of " + names);
}

}  // namespace SparseConv
