#include <mpi.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/job/mpi.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <algorithm>
#include <cstdlib>

#include "errors.hpp"
#include "ranks.hpp"

namespace SparseConv::cli {
namespace {

/// Whether this process was started as one of some ranks. If not, MPI is not started either: that
/// would take longer than many jobs.
bool started_as_rank() {
  const auto names = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMI_RANK", "PMIX_RANK",
                      "MPI_LOCALNRANKS"};
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

mpi::Communicator ranks_of_node(MPI_Comm all) {
  MPI_Comm node = MPI_COMM_NULL;
  check(MPI_Comm_split_type(all, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node), "a communicator");
  mpi::Communicator duplicate(node);
  MPI_Comm_free(&node);
  return duplicate;
}

/// Combines the numbers of all ranks, element by element.
template <class Number>
std::vector<Number> reduced(std::vector<Number> numbers, MPI_Datatype type, MPI_Op operation,
                            const mpi::Communicator& comm) {
  check(MPI_Allreduce(MPI_IN_PLACE, numbers.data(), static_cast<int>(numbers.size()), type,
                      operation, comm.get()),
        "a sum or maximum");
  return numbers;
}

}  // namespace

struct Ranks::Impl {
  Session session;
  mpi::Communicator comm{MPI_COMM_WORLD};
  mpi::Communicator node = ranks_of_node(comm.get());
};

Ranks::Ranks() : impl_(started_as_rank() ? std::make_unique<Impl>() : nullptr) {}
Ranks::~Ranks() = default;

int Ranks::rank() const { return impl_ ? impl_->comm.rank() : 0; }
int Ranks::size() const { return impl_ ? impl_->comm.size() : 1; }
int Ranks::size_of_node() const { return impl_ ? impl_->node.size() : 1; }

void Ranks::agree(const std::function<void()>& action) const {
  if (size() == 1) return action();
  constexpr int codes = 256;
  int failed = size() * codes;  // the rank and its exit code in one number
  try {
    mpi::agree(impl_->comm, [&] {
      try {
        action();
      } catch (...) {
        failed = rank() * codes + exit_code();
        throw;
      }
    });
  } catch (const Error& error) {
    check(MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MIN, impl_->comm.get()),
          "a minimum");
    throw AgreedFailure(failed % codes, error.what());
  }
}

void Ranks::agree_on_first(const std::function<void()>& action) const {
  agree([&] {
    if (first()) action();
  });
}

job::Outcome Ranks::run(const job::Job& job, job::Observer& observer) const {
  if (size() == 1) return job::run(job, observer);
  try {
    return job::run(impl_->comm, job, observer);
  } catch (const mpi::AgreedError& error) {
    throw AgreedFailure(exit_code(), error.what());
  }
}

std::int64_t Ranks::sum_on_node(std::int64_t number) const {
  const std::vector<std::int64_t> numbers{number};
  return impl_ ? reduced(numbers, MPI_INT64_T, MPI_SUM, impl_->node)[0] : number;
}

std::vector<std::uint64_t> Ranks::union_on_node(std::vector<std::uint64_t> bits) const {
  return impl_ ? reduced(bits, MPI_UINT64_T, MPI_BOR, impl_->node) : bits;
}

void Ranks::meet() const {
  if (impl_) check(MPI_Barrier(impl_->comm.get()), "a barrier");
}

void Ranks::abort(int exit_code) const {
  if (impl_ && size() > 1) MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

std::string Ranks::how_to_start() {
  return "use the mpirun, or the srun --mpi=..., of the MPI that sparseconv was built with";
}

}  // namespace SparseConv::cli
