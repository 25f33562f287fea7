#include <mpi.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <algorithm>
#include <array>
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

/// Adds up the standings of all ranks again and again, while each rank works at its own pace. A
/// rank begins a sum when it knows the one before; the sum is known when all ranks have begun it.
class Standings {
 public:
  explicit Standings(MPI_Comm comm) : comm_(comm) {}

  Standing tell(const Standing& mine) {
    begin(mine);
    int complete = 0;
    check(MPI_Test(&request_, &complete, MPI_STATUS_IGNORE), "a sum");
    if (complete) latest_ = result_;
    return standing();
  }

  Standing wait(const Standing& mine) {
    begin(mine);
    check(MPI_Wait(&request_, MPI_STATUS_IGNORE), "a sum");
    latest_ = result_;
    return standing();
  }

 private:
  using Numbers = std::array<std::int64_t, 4>;

  void begin(const Standing& mine) {
    if (request_ != MPI_REQUEST_NULL) return;
    mine_ = {mine.images, mine.nnz, mine.ended, mine.stopped};
    check(MPI_Iallreduce(mine_.data(), result_.data(), static_cast<int>(mine_.size()), MPI_INT64_T,
                         MPI_SUM, comm_, &request_),
          "a sum");
  }
  Standing standing() const { return {latest_[0], latest_[1], latest_[2], latest_[3]}; }

  MPI_Comm comm_;
  MPI_Request request_ = MPI_REQUEST_NULL;
  Numbers mine_{}, result_{}, latest_{};
};

}  // namespace

struct Ranks::Impl {
  Session session;
  mpi::Communicator comm{MPI_COMM_WORLD};
  mpi::Communicator comm_of_standings{MPI_COMM_WORLD};
  mpi::Communicator node = ranks_of_node(comm.get());
  Standings standings{comm_of_standings.get()};
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

std::vector<std::int64_t> Ranks::sum(std::vector<std::int64_t> numbers) const {
  return impl_ ? reduced(numbers, MPI_INT64_T, MPI_SUM, impl_->comm) : numbers;
}

std::vector<double> Ranks::max(std::vector<double> numbers) const {
  return impl_ ? reduced(numbers, MPI_DOUBLE, MPI_MAX, impl_->comm) : numbers;
}

std::int64_t Ranks::sum_on_node(std::int64_t number) const {
  const std::vector<std::int64_t> numbers{number};
  return impl_ ? reduced(numbers, MPI_INT64_T, MPI_SUM, impl_->node)[0] : number;
}

std::vector<std::uint64_t> Ranks::union_on_node(std::vector<std::uint64_t> bits) const {
  return impl_ ? reduced(bits, MPI_UINT64_T, MPI_BOR, impl_->node) : bits;
}

std::string Ranks::from_first(std::string text) const {
  if (!impl_) return text;
  constexpr std::int64_t most = 1 << 30;  // bytes of a message
  const std::int64_t length = sum({first() ? static_cast<std::int64_t>(text.size()) : 0})[0];
  agree([&] { text.resize(static_cast<std::size_t>(length)); });
  for (std::int64_t sent = 0; sent < length; sent += most)
    check(MPI_Bcast(text.data() + sent, static_cast<int>(std::min(most, length - sent)), MPI_CHAR,
                    0, impl_->comm.get()),
          "a message");
  return text;
}

std::vector<std::int64_t> Ranks::share(const std::vector<std::int64_t>& work) const {
  if (impl_) return mpi::partition(impl_->comm, work);
  return {0, static_cast<std::int64_t>(work.size())};
}

Standing Ranks::tell(const Standing& mine) const {
  return impl_ ? impl_->standings.tell(mine) : mine;
}

Standing Ranks::wait(const Standing& mine) const {
  return impl_ ? impl_->standings.wait(mine) : mine;
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
