#ifndef SPARSECONV_TESTS_SCARCEMEMORY_HPP
#define SPARSECONV_TESTS_SCARCEMEMORY_HPP

#include <cstddef>

namespace SparseConv::Test {

/// While the object exists, Views of more than `most` bytes in host memory cannot be made in this
/// process.
class ScarceMemory {
 public:
  explicit ScarceMemory(std::size_t most);
  ~ScarceMemory();
  ScarceMemory(const ScarceMemory&) = delete;
  ScarceMemory& operator=(const ScarceMemory&) = delete;

 private:
  std::size_t before_;
};

}  // namespace SparseConv::Test

#endif
