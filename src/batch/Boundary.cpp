#include <SparseConv/Boundary.hpp>
#include <SparseConv/Error.hpp>

namespace SparseConv {

std::string to_string(Boundary boundary) {
  switch (boundary) {
    case Boundary::zero:
      return "zero";
    case Boundary::reflect:
      return "reflect";
    case Boundary::mirror:
      return "mirror";
    case Boundary::nearest:
      return "nearest";
    case Boundary::wrap:
      return "wrap";
  }
  return "unknown";
}

Boundary boundary_from_string(const std::string& name) {
  std::string names;
  for (const Boundary boundary : all_boundaries()) {
    if (name == to_string(boundary)) return boundary;
    names += (names.empty() ? "" : ", ") + to_string(boundary);
  }
  SPARSECONV_THROW(input, "there is no boundary '" + name + "': use one of " + names);
}

std::vector<Boundary> all_boundaries() {
  return {Boundary::zero, Boundary::reflect, Boundary::mirror, Boundary::nearest, Boundary::wrap};
}

}  // namespace SparseConv
