#ifndef SPARSECONV_IO_HDF5_HDF5_HPP
#define SPARSECONV_IO_HDF5_HDF5_HPP

#include <hdf5.h>

#include <SparseConv/Error.hpp>
#include <cstdint>
#include <string>
#include <utility>

/// The result of an HDF5 call. If it is negative, an Error is thrown that ends with the reason that
/// HDF5 gives. `message` is evaluated only then.
/// \param cause `input` or `system`, as for SPARSECONV_THROW_IF; `input` becomes `system` where
///              last_failure() says so
#define SPARSECONV_HDF5(call, cause, message)                                                  \
  ::SparseConv::io::hdf5::checked(                                                             \
      call, ::SparseConv::Error::Cause::cause, [&] { return std::string(message); }, __FILE__, \
      __LINE__)

namespace SparseConv::io::hdf5 {

/// The result of H5Oget_info2() and H5Oget_info_by_name2().
#if H5_VERSION_GE(1, 12, 0)
using ObjectInfo = H5O_info1_t;
#else
using ObjectInfo = H5O_info_t;
#endif

/// Owns an HDF5 object of any kind, and closes it in the end.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id) : id_(id) {}  // implicit: the functions of HDF5 return the bare number
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close();
  }

  operator hid_t() const { return id_; }

  /// Closes the object now. \return negative if that fails
  herr_t close() { return H5Idec_ref(std::exchange(id_, H5I_INVALID_HID)); }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

/// Keeps HDF5 from printing when the program ends: HDF5 1.10 cannot close a file in which it found
/// damage, and says so then.
void be_quiet_at_exit();

/// Keeps HDF5 from printing. Every public function that calls HDF5 has one of these.
class Quiet {
 public:
  Quiet() : saved_(H5Eget_auto2(H5E_DEFAULT, &print_, &data_) >= 0) {
    be_quiet_at_exit();
    if (saved_) H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet() {
    if (saved_) H5Eset_auto2(H5E_DEFAULT, print_, data_);
  }

 private:
  H5E_auto2_t print_ = nullptr;
  void* data_ = nullptr;
  bool saved_;
};

/// Why an HDF5 call failed.
struct Failure {
  Error::Cause cause;
  std::string reason;  ///< the innermost line of HDF5's error stack, or what it means
};

/// Looks for the cause of the last failure in HDF5's error stack.
/// \param otherwise the cause, unless it was the system that refused memory, a lock, or access
Failure last_failure(Error::Cause otherwise);

/// See SPARSECONV_HDF5.
template <class Result, class Message>
Result checked(Result result, Error::Cause cause, const Message& message, const char* file,
               int line) {
  if (result >= 0) return result;
  const Failure failure = last_failure(cause);
  throw Error(failure.cause, message() + ": " + failure.reason, file, line);
}

/// The text that `get(buffer, size)` writes; `get` calls a function of HDF5 that returns the
/// length.
template <class Get>
std::string text_from(const Get& get, const std::string& where) {
  const ssize_t length = SPARSECONV_HDF5(get(nullptr, std::size_t{0}), input, where);
  std::string text(static_cast<std::size_t>(length) + 1, '\0');
  SPARSECONV_HDF5(get(text.data(), text.size()), input, where);
  text.pop_back();
  return text;
}

/// Name under which the file that holds an object was opened.
inline std::string file_name(hid_t object, const std::string& where) {
  return text_from(
      [object](char* text, std::size_t size) { return H5Fget_name(object, text, size); }, where);
}

/// HDF5's type for numbers in memory.
template <class Number>
hid_t type_in_memory();
template <>
inline hid_t type_in_memory<float>() {
  return H5T_NATIVE_FLOAT;
}
template <>
inline hid_t type_in_memory<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
inline hid_t type_in_memory<std::int32_t>() {
  return H5T_NATIVE_INT32;
}
template <>
inline hid_t type_in_memory<std::int64_t>() {
  return H5T_NATIVE_INT64;
}

}  // namespace SparseConv::io::hdf5

#endif
