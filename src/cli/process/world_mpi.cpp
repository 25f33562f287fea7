#include <mpi.h>

#include <Kokkos_Macros.hpp>
#include <SparseConv/Error.hpp>
#include <SparseConv/job/mpi.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/gpu_aware.hpp>
#include <SparseConv/mpi/reduce.hpp>
#include <algorithm>
#include <cstdlib>
#include <optional>

#include "process/errors.hpp"
#include "process/world.hpp"

namespace SparseConv::cli {
namespace {

/// Whether this process was started as one of some ranks. If not, MPI is not started either: its
/// start would take longer than many jobs.
bool started_as_rank() {
  const auto names = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE",           "PMI_RANK", "PMIX_RANK",
                      "MPI_LOCALNRANKS",      "MV2_COMM_WORLD_SIZE"};
  return std::any_of(names.begin(), names.end(),
                     [](const char* name) { return std::getenv(name) != nullptr; });
}

void check(int code, const char* what) {
  SPARSECONV_THROW_IF(code != MPI_SUCCESS, system, std::string("MPI refuses ") + what);
}

/// MPI is initialised while this lives.
class Session {
 public:
  Session() {
    int provided = 0;
    check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided), "to start");
  }
  ~Session() { MPI_Finalize(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
};

}  // namespace

struct World::Impl {
  Session session;
  mpi::Communicator comm{MPI_COMM_WORLD};
  mpi::Communicator node = comm.of_node();
};

World::World() : impl_(started_as_rank() ? std::make_unique<Impl>() : nullptr) {}
World::~World() = default;

int World::rank() const { return impl_ ? impl_->comm.rank() : 0; }
int World::size() const { return impl_ ? impl_->comm.size() : 1; }
int World::size_of_node() const { return impl_ ? impl_->node.size() : 1; }

void World::agree(const std::function<void()>& action) const {
  if (size() == 1) return action();
  constexpr int codes = 256;
  std::int64_t failed = size() * codes;  // the rank and its exit code in one number
  try {
    mpi::agree(impl_->comm, [&] {
      try {
        action();
      } catch (...) {
        failed = rank() * codes + exit_code();
        throw;
      }
    });
  } catch (const mpi::AgreedError& error) {
    failed = mpi::reduce<std::int64_t>(impl_->comm, {failed}, MPI_MIN)[0];
    throw AgreedFailure(static_cast<int>(failed % codes), error.what());
  }
}

void World::agree_on_first(const std::function<void()>& action) const {
  agree([&] {
    if (first()) action();
  });
}

job::Outcome World::run(const job::Job& job, job::Observer& observer) const {
  if (size() == 1) return job::run(job, observer);
  try {
    return job::run(impl_->comm, job, observer);
  } catch (const mpi::AgreedError& error) {
    throw AgreedFailure(exit_code(), error.what());
  }
}

std::int64_t World::sum_on_node(std::int64_t number) const {
  return impl_ ? mpi::reduce<std::int64_t>(impl_->node, {number}, MPI_SUM)[0] : number;
}

std::vector<std::uint64_t> World::union_on_node(std::vector<std::uint64_t> bits) const {
  return impl_ ? mpi::reduce(impl_->node, std::move(bits), MPI_BOR) : bits;
}

void World::meet() const {
  if (impl_) MPI_Barrier(impl_->comm.get());  // if it fails, the program ends anyway
}

void World::abort(int exit_code) const {
  if (impl_ && size() > 1) MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

std::string World::messages_of_gpu() {
#if defined(KOKKOS_ENABLE_CUDA) || defined(KOKKOS_ENABLE_HIP)
  int is_running = 0;
  MPI_Initialized(&is_running);
  std::optional<Session> session;  // some MPI can only be asked then
  if (!is_running) session.emplace();
  return mpi::is_gpu_aware() ? "from where it is" : "through pinned memory of the host";
#else
  return {};
#endif
}

std::string World::how_to_start() {
  return "use the mpirun, or the srun --mpi=..., of the MPI that sparseconv was built with";
}

}  // namespace SparseConv::cli
