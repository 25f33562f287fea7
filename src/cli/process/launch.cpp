#include "process/launch.hpp"

#include <unistd.h>

#include <SparseConv/job/limits.hpp>
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>

#include "numbers.hpp"
#include "process/cores.hpp"
#include "process/errors.hpp"

namespace SparseConv::cli {
namespace {

/// The variables by which a program that starts processes tells each its number.
struct Launcher {
  const char* size;                 ///< variable for the number of processes
  const char* rank;                 ///< variable for the number of this process, from 0
  const char* only_with = nullptr;  ///< variable without which the others mean something else
};

/// Outside of a step, Slurm's variables belong to the job's script, which is one process.
constexpr Launcher launchers[] = {{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"},
                                  {"PMI_SIZE", "PMI_RANK"},
                                  {"MV2_COMM_WORLD_SIZE", "MV2_COMM_WORLD_RANK"},
                                  {"SLURM_STEP_NUM_TASKS", "SLURM_PROCID"},
                                  {"SLURM_NTASKS", "SLURM_PROCID", "SLURM_STEP_ID"}};

/// The integer in an environment variable; -1 if there is none.
int integer_in(const char* variable) {
  const char* const text = std::getenv(variable);
  int number = 0;
  return text != nullptr && parse_number(text, number) ? number : -1;
}

bool has_started_this(const Launcher& launcher) {
  return integer_in(launcher.size) >= 0 && integer_in(launcher.rank) >= 0 &&
         (launcher.only_with == nullptr || std::getenv(launcher.only_with) != nullptr);
}

/// Warns of processes that do not find each other: they would all write the same files.
void warn_if_alone(const World& world) {
  const auto launcher = std::find_if(std::begin(launchers), std::end(launchers), has_started_this);
  if (world.size() > 1 || launcher == std::end(launchers)) return;
  const int size = integer_in(launcher->size);
  if (size > 1 && integer_in(launcher->rank) == 0)
    print_warning(
        std::to_string(size) + " processes were started (" + launcher->size +
        ") but do not find each other, and each does all the work: " + World::how_to_start());
}

std::string advice(int ranks, int cores) {
  std::string text = cores < ranks ? "start fewer ranks, with OMP_NUM_THREADS=1"
                                   : "set OMP_NUM_THREADS=" + std::to_string(cores / ranks);
  if (cores < ::sysconf(_SC_NPROCESSORS_ONLN))
    text += ", or let the ranks use more cores (mpirun --bind-to none)";
  return text;
}

/// Warns of more threads than cores: a thread that waits for a core keeps its whole rank waiting.
void warn_if_oversubscribed(const World& world, int threads) {
  if (world.size() == 1) return;
  const std::int64_t all_threads = world.sum_on_node(threads);
  const int cores = std::min(count(world.union_on_node(cores_of_process())), job::core_limit());
  if (world.first() && all_threads > cores)
    print_warning(std::to_string(world.size_of_node()) + " ranks with " +
                  std::to_string(all_threads) + " threads share " + std::to_string(cores) +
                  (cores == 1 ? " core" : " cores") +
                  " of this machine: " + advice(world.size_of_node(), cores));
}

}  // namespace

void warn_of_launch(const World& world, int threads) {
  warn_if_alone(world);
  warn_if_oversubscribed(world, threads);
}

}  // namespace SparseConv::cli
