#include <gtest/gtest.h>

#include <SparseConv/job/limits.hpp>
#include <filesystem>
#include <limits>
#include <settings/control_group.hpp>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>

namespace SparseConv::Test {
namespace {

constexpr auto no_memory_limit = std::numeric_limits<std::int64_t>::max();
constexpr int no_core_limit = std::numeric_limits<int>::max();

/// A process in made-up control groups.
class ControlGroup : public testing::Test {
 protected:
  /// Puts the process into groups: lines of `/proc/self/cgroup`.
  void enter(const std::string& lines) { folder.write("cgroup", lines); }

  /// Mounts the part of a hierarchy of groups that is below `root`.
  void mount(const std::string& type, const std::string& root, const std::string& name,
             const std::string& options) {
    mountinfo += "36 31 0:3 " + root + " " + (folder / name) + " rw,nosuid shared:9 - " + type +
                 " none rw," + options + "\n";
    folder.write("mountinfo", mountinfo);
  }

  /// Writes a file of a group.
  void set(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(folder / path).parent_path());
    folder.write(path, text);
  }

  std::int64_t memory() const { return settings::memory_of_group(folder / ""); }
  int cores() const { return settings::cores_of_group(folder / ""); }

  TemporaryFolder folder;
  std::string mountinfo = "22 1 0:20 / / rw - ext4 /dev/sda rw\n";
};

TEST_F(ControlGroup, IsNotNeeded) {
  EXPECT_EQ(memory(), no_memory_limit);
  EXPECT_EQ(cores(), no_core_limit);
  enter("nonsense\n0::/\n");
  folder.write("mountinfo", "nonsense - cgroup2\n");
  EXPECT_EQ(memory(), no_memory_limit);
}

TEST_F(ControlGroup, HasTheSmallestLimitOnTheWayUp) {
  enter("0::/slurm/job_7/step_0\n");
  mount("cgroup2", "/", "groups", "nsdelegate");
  EXPECT_EQ(memory(), no_memory_limit);
  set("groups/slurm/job_7/step_0/memory.max", "max\n");
  EXPECT_EQ(memory(), no_memory_limit);
  set("groups/memory.max", "9000000000\n");
  EXPECT_EQ(memory(), 9000000000);
  set("groups/slurm/job_7/memory.max", "4000000000\n");
  set("groups/slurm/memory.max", "7000000000\n");
  set("groups/slurm/job_8/memory.max", "1\n");  // of another job
  EXPECT_EQ(memory(), 4000000000);
  set("groups/slurm/job_7/step_0/memory.max", "5000000000\n");
  EXPECT_EQ(memory(), 4000000000);
  set("groups/slurm/job_7/step_0/memory.high", "3000000000\n");
  EXPECT_EQ(memory(), 3000000000);
}

TEST_F(ControlGroup, IsFoundInVersion1) {
  enter("9:name=systemd:/other\n4:memory,hugetlb:/batch/job\n2:cpu,cpuacct:/batch/cores\n0::/\n");
  mount("cgroup", "/", "memory", "memory,hugetlb");
  mount("cgroup", "/", "cpu", "cpu,cpuacct");
  mount("cgroup", "/", "systemd", "xattr,name=systemd");
  set("memory/memory.limit_in_bytes", "9223372036854771712\n");
  set("memory/batch/memory.limit_in_bytes", "2000000000\n");
  set("memory/batch/job/memory.limit_in_bytes", "9223372036854771712\n");
  set("memory/other/memory.limit_in_bytes", "1\n");
  set("systemd/other/memory.limit_in_bytes", "1\n");
  EXPECT_EQ(memory(), 2000000000);
  set("cpu/batch/cores/cpu.cfs_period_us", "100000\n");
  set("cpu/batch/cores/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(cores(), no_core_limit);
  set("cpu/batch/cores/cpu.cfs_quota_us", "250000\n");
  EXPECT_EQ(cores(), 3);
}

TEST_F(ControlGroup, IsFoundBelowTheRootOfAMount) {
  enter("0::/docker/a b/inner\n");
  mount("cgroup2", "/docker/a\\040b", "groups", "nsdelegate");
  set("groups/memory.max", "3000\n");
  EXPECT_EQ(memory(), 3000);
  set("groups/inner/memory.max", "2000\n");
  EXPECT_EQ(memory(), 2000);
  set("groups/docker/a b/inner/memory.max", "1\n");  // what the path would be without a root
  EXPECT_EQ(memory(), 2000);
}

TEST_F(ControlGroup, MayBeOutsideOfTheMount) {
  mount("cgroup2", "/docker/ab", "groups", "nsdelegate");
  set("groups/memory.max", "3000\n");
  for (const char* const path : {"/docker/abc", "/docker", "/../elsewhere", "/"}) {
    enter(std::string("0::") + path + "\n");
    EXPECT_EQ(memory(), 3000) << path;
  }
}

TEST_F(ControlGroup, LimitsCores) {
  enter("0::/a/b\n");
  mount("cgroup2", "/", "groups", "nsdelegate");
  set("groups/a/b/cpu.max", "max 100000\n");
  EXPECT_EQ(cores(), no_core_limit);
  set("groups/a/cpu.max", "400000 100000\n");
  EXPECT_EQ(cores(), 4);
  set("groups/a/b/cpu.max", "5000 100000\n");
  EXPECT_EQ(cores(), 1);
}

TEST(DefaultMemoryLimit, IsDividedAmongProcesses) {
  EXPECT_GT(job::default_memory_limit(1), 0);
  EXPECT_LE(job::default_memory_limit(2), job::default_memory_limit(1));
  expect_error([] { return job::default_memory_limit(0); }, Error::Cause::input, "0 processes");
}

}  // namespace
}  // namespace SparseConv::Test
