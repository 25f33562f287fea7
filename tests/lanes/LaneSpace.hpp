#ifndef SPARSECONV_TESTS_LANES_LANESPACE_HPP
#define SPARSECONV_TESTS_LANES_LANESPACE_HPP

#include <Kokkos_Core.hpp>
#include <cstring>

namespace Kokkos {

struct Lanes {
  using execution_space = Lanes;
  using memory_space = HostSpace;
  using size_type = unsigned;   // as on a GPU: what a range counts in unless told otherwise,
  using index_type = unsigned;  // and what Kokkos 5.2 calls so
  using device_type = Kokkos::Device<Lanes, HostSpace>;
  using array_layout = LayoutLeft;
  using scratch_memory_space = ScratchMemorySpace<Lanes>;

  void fence(const std::string& = "") const {}
  static void impl_static_fence(const std::string&) {}
  static bool impl_is_initialized() { return true; }
  int concurrency() const { return 1 << 18; }  // as on a device
  static const char* name() { return "Lanes"; }
  std::uint32_t impl_instance_id() const noexcept { return 1; }
  void print_configuration(std::ostream&, bool = false) const {}
  friend bool operator==(Lanes, Lanes) { return true; }
  friend bool operator!=(Lanes, Lanes) { return false; }
};

namespace Tools::Experimental {
template <>
struct DeviceTypeTraits<Lanes> {
  static constexpr DeviceType id = DeviceType::Unknown;
  static int device_id(const Lanes&) { return 0; }
};
}  // namespace Tools::Experimental

namespace Impl {

template <>
struct MemorySpaceAccess<HostSpace, ScratchMemorySpace<Lanes>> {
  enum : bool { assignable = false, accessible = true, deepcopy = false };
};

template <>
inline void hostspace_parallel_deepcopy_async(const Lanes&, void* to, const void* from,
                                              std::ptrdiff_t n) {
  std::memcpy(to, from, static_cast<std::size_t>(n));
}

template <>
struct ZeroMemset<Lanes> {
  ZeroMemset(const Lanes&, void* memory, std::size_t n) { std::memset(memory, 0, n); }
};

}  // namespace Impl
}  // namespace Kokkos

#endif
