#ifndef SPARSECONV_TESTS_ALLOCATIONS_HPP
#define SPARSECONV_TESTS_ALLOCATIONS_HPP

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace SparseConv::Test {

/// Watches which arrays are allocated while it lives, among those whose labels begin with some
/// text. There is one of these at a time, as Kokkos has one callback.
class Allocations {
 public:
  explicit Allocations(std::string begin) {
    begin_ = std::move(begin);
    labels_.clear();
    now_ = most_ = 0;
    namespace Callbacks = Kokkos::Tools::Experimental;
    Callbacks::set_allocate_data_callback(
        [](Kokkos::Profiling::SpaceHandle, const char* label, const void*, std::uint64_t bytes) {
          if (!is_watched(label)) return;
          labels_.push_back(label);
          most_ = std::max(most_, now_ += static_cast<std::int64_t>(bytes));
        });
    Callbacks::set_deallocate_data_callback(
        [](Kokkos::Profiling::SpaceHandle, const char* label, const void*, std::uint64_t bytes) {
          if (is_watched(label)) now_ -= static_cast<std::int64_t>(bytes);
        });
  }
  ~Allocations() {
    Kokkos::Tools::Experimental::set_allocate_data_callback(nullptr);
    Kokkos::Tools::Experimental::set_deallocate_data_callback(nullptr);
  }
  Allocations(const Allocations&) = delete;
  Allocations& operator=(const Allocations&) = delete;

  const std::vector<std::string>& labels() const { return labels_; }

  /// The most bytes at a time, more than there were at the beginning.
  std::int64_t most_bytes() const { return most_; }

 private:
  static bool is_watched(const std::string& label) { return label.rfind(begin_, 0) == 0; }

  inline static std::string begin_;
  inline static std::vector<std::string> labels_;
  inline static std::int64_t now_ = 0, most_ = 0;
};

}  // namespace SparseConv::Test

#endif
