#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <SparseConv/job/limits.hpp>
#include <algorithm>

namespace SparseConv::Test {
namespace {

using namespace job;

TEST(Limits, AreForAllProcessesTogether) {
  const std::int64_t of_one = default_memory_limit(1), of_four = default_memory_limit(4);
  EXPECT_GT(of_four, 0);
  struct rlimit limit {};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &limit), 0);
  if (limit.rlim_cur == RLIM_INFINITY) {
    EXPECT_NEAR(of_four, of_one / 4, 1);
  }
  EXPECT_GE(core_limit(), 1);
}

// The address space is that of each process.
TEST(Limits, AreNoMoreThanTheAddressSpace) {
  constexpr std::int64_t bytes = std::int64_t(1) << 30;
  const auto halved = [&](int n_processes, std::int64_t before) {
    return default_memory_limit(n_processes) == std::min(before, bytes / 2);
  };
  const std::int64_t of_one = default_memory_limit(1), of_four = default_memory_limit(4);
  const int cores = core_limit();
  const pid_t child = ::fork();
  if (child == 0) {
    const struct rlimit limit { bytes, bytes };
    if (::setrlimit(RLIMIT_AS, &limit) != 0) ::_exit(2);
    ::_exit(halved(1, of_one) && halved(4, of_four) && core_limit() == cores ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace SparseConv::Test
