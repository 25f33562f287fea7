#include <job/types.hpp>

namespace SparseConv::job {

std::vector<std::string> execution_spaces() {
  std::vector<std::string> names{space_name<Kokkos::DefaultExecutionSpace>()};
  for_each_space([&names](auto space) {
    const std::string name = space_name<typename decltype(space)::type>();
    if (name != names.front()) names.push_back(name);
  });
  return names;
}

}  // namespace SparseConv::job
