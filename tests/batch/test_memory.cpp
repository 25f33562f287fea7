// Which exceptions count as a lack of memory.
#include <gtest/gtest.h>
#include <SparseConv/Error.hpp>
#include <batch/allocate.hpp>
#include <new>
#include <stdexcept>
#include <vector>

namespace SparseConv::Impl {
namespace {

template <class Exception>
void throw_one(const Exception& exception) {
  with_memory(3, 5, [&] { throw exception; });
}

TEST(WithMemory, SaysForWhatThereIsNone) {
  const std::vector<std::runtime_error> of_kokkos{
      std::runtime_error(
          "Kokkos ERROR: Host memory space failed to allocate 4.1 TiB (label=\"x\")."),
      std::runtime_error(
          "Kokkos ERROR: Cuda memory space failed to allocate 2 GiB (label=\"y\").")};
  for (const auto& exception : of_kokkos) EXPECT_THROW(throw_one(exception), Error);
  EXPECT_THROW(throw_one(std::bad_alloc()), Error);
  EXPECT_THROW(throw_one(std::length_error("vector::_M_default_append")), Error);
  try {
    throw_one(std::bad_alloc());
  } catch (const Error& error) {
    EXPECT_EQ(error.cause(), Error::Cause::system);
    EXPECT_EQ(std::string(error.what()),
              "no memory for a batch of 3 images with 5 entries: convolve fewer images at a time");
  }
}

TEST(WithMemory, LetsOtherExceptionsPass) {
  EXPECT_THROW(throw_one(std::logic_error("a fault of ours")), std::logic_error);
  try {
    throw_one(std::runtime_error("cudaErrorIllegalAddress"));
    FAIL();
  } catch (const Error&) {
    FAIL() << "not every exception is a lack of memory";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "cudaErrorIllegalAddress");
  }
  const Error ours(Error::Cause::input, "an option failed to allocate anything", "file", 1);
  try {
    throw_one(ours);
  } catch (const Error& error) {
    EXPECT_EQ(error.cause(), Error::Cause::input);
  }
}

// The exception comes from the Kokkos at hand, with its own words.
TEST(WithMemory, KnowsHowKokkosSaysIt) {
  const std::int64_t too_many = std::int64_t(1) << 50;
  EXPECT_THROW(allocate_arrays<Batch<double>>(Kokkos::DefaultExecutionSpace(), 1, too_many), Error);
}

// A row map of another type is converted.
TEST(WithMemory, IsForTheRowMapOfACallersMatrix) {
  using Space = Kokkos::DefaultExecutionSpace;
  using Theirs = KokkosSparse::CrsMatrix<double, std::int64_t, Space, Kokkos::MemoryUnmanaged, int>;
  const std::int64_t too_many = std::int64_t(1) << 50;
  const int* const nowhere = nullptr;
  const Theirs theirs("theirs", too_many - 1, 1, 0, {}, Theirs::row_map_type(nowhere, too_many),
                      {});
  EXPECT_THROW(static_cast<void>(SparseConv::as_batch(Space(), theirs)), Error);
}

}  // namespace
}  // namespace SparseConv::Impl
