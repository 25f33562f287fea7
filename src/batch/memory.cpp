#include <SparseConv/Error.hpp>
#include <SparseConv/as_batch.hpp>
#include <cstring>
#include <new>
#include <stdexcept>

namespace SparseConv::Impl {

bool is_allocation_failure(const std::exception& error) {
  if (dynamic_cast<const Error*>(&error) != nullptr) return false;
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return true;
  if (dynamic_cast<const std::length_error*>(&error) != nullptr) return true;  // of a std::vector
  return dynamic_cast<const std::runtime_error*>(&error) != nullptr &&
         std::strstr(error.what(), "failed to allocate") != nullptr;
}

}  // namespace SparseConv::Impl
