#include <mpi.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/Communicator.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/reduce.hpp>
#include <algorithm>
#include <array>
#include <job/Ranks.hpp>
#include <mpi/DividedTotals.hpp>
#include <mpi/check.hpp>
#include <mpi/divide.hpp>
#include <rows/divide.hpp>

namespace SparseConv::job {
namespace {

/// Adds up the standings of all ranks, again and again, while each of them works at its own pace: a
/// sum is begun as soon as the one before is known here, and is known once all have begun it.
class Standings {
 public:
  explicit Standings(MPI_Comm comm) : comm_(comm) {}

  Standing tell(const Standing& mine) {
    begin(mine);
    int complete = 0;
    SPARSECONV_MPI(MPI_Test, &request_, &complete, MPI_STATUS_IGNORE);
    if (complete) latest_ = result_;
    return standing();
  }

  Standing wait(const Standing& mine) {
    begin(mine);
    SPARSECONV_MPI(MPI_Wait, &request_, MPI_STATUS_IGNORE);
    latest_ = result_;
    return standing();
  }

 private:
  using Numbers = std::array<std::int64_t, 4>;

  void begin(const Standing& mine) {
    if (request_ != MPI_REQUEST_NULL) return;
    mine_ = {mine.images, mine.entries, mine.ended, mine.stopped};
    SPARSECONV_MPI(MPI_Iallreduce, mine_.data(), result_.data(), static_cast<int>(mine_.size()),
                   MPI_INT64_T, MPI_SUM, comm_, &request_);
  }
  Standing standing() const { return {latest_[0], latest_[1], latest_[2], latest_[3]}; }

  MPI_Comm comm_;
  MPI_Request request_ = MPI_REQUEST_NULL;
  Numbers mine_{}, result_{}, latest_{};
};

}  // namespace

struct Ranks::Impl {
  explicit Impl(const mpi::Communicator& all)
      : comm(all.get(), all.max_message_bytes()),
        comm_of_standings(all.get()),
        size_of_node(comm.of_node().size()) {}

  mpi::Communicator comm, comm_of_standings;
  int size_of_node;
  Standings standings{comm_of_standings.get()};
};

Ranks::Ranks() = default;
Ranks::Ranks(const mpi::Communicator& comm) : impl_(std::make_unique<Impl>(comm)) {}
Ranks::~Ranks() = default;

int Ranks::rank() const { return impl_ ? impl_->comm.rank() : 0; }
int Ranks::size() const { return impl_ ? impl_->comm.size() : 1; }
int Ranks::size_of_node() const { return impl_ ? impl_->size_of_node : 1; }

void Ranks::agree(const std::function<void()>& action) const {
  if (size() == 1) return action();
  std::int64_t stopped = 0;
  std::exception_ptr failure;
  try {
    action();
  } catch (const Stopped&) {
    stopped = 1;
  } catch (...) {
    failure = std::current_exception();
  }
  mpi::throw_if_any_failed(impl_->comm, failure);
  if (sum({stopped})[0] > 0) throw Stopped();
}

void Ranks::agree_on_first(const std::function<void()>& action) const {
  agree([&] {
    if (first()) action();
  });
}

std::vector<std::int64_t> Ranks::sum(std::vector<std::int64_t> numbers) const {
  return impl_ ? mpi::reduce(impl_->comm, std::move(numbers), MPI_SUM) : numbers;
}

std::vector<double> Ranks::max(std::vector<double> numbers) const {
  return impl_ ? mpi::reduce(impl_->comm, std::move(numbers), MPI_MAX) : numbers;
}

std::vector<std::int64_t> Ranks::exclusive_or(std::vector<std::int64_t> numbers) const {
  return impl_ ? mpi::reduce(impl_->comm, std::move(numbers), MPI_BXOR) : numbers;
}

std::string Ranks::from_first(std::string text) const {
  if (size() == 1) return text;
  const std::int64_t most = impl_->comm.max_message_bytes();
  const std::int64_t length = sum({first() ? static_cast<std::int64_t>(text.size()) : 0})[0];
  agree([&] { text.resize(static_cast<std::size_t>(length)); });
  for (std::int64_t sent = 0; sent < length; sent += most)
    SPARSECONV_MPI(MPI_Bcast, text.data() + sent, static_cast<int>(std::min(most, length - sent)),
                   MPI_CHAR, 0, impl_->comm.get());
  return text;
}

std::vector<std::int64_t> Ranks::divide(const std::vector<std::int64_t>& work) const {
  return impl_ ? mpi::Impl::count_before_boundaries(impl_->comm, work) : rows::divide(work, 1);
}

Ranks::Totals Ranks::totals_of_divided_images(rows::RowRange rows, std::int64_t height,
                                              std::size_t n, const AddRows& add) const {
  if (size() == 1) return {};
  const mpi::Impl::DividedTotals divided(impl_->comm, rows, height, n);
  const std::int64_t first = rows.first / height, last = rows.last / height;
  Totals totals;
  std::vector<double> above = divided.from_above();
  if (divided.begins_inside()) add(first, totals[first] = above);
  if (divided.ends_inside()) {
    if (totals.count(last) == 0) add(last, totals[last] = std::vector<double>(n));
    divided.to_below(totals[last]);
    totals[last] = divided.from_below();
  }
  if (divided.begins_inside()) divided.to_above(totals[first]);
  return totals;
}

Standing Ranks::tell(const Standing& mine) const {
  return impl_ ? impl_->standings.tell(mine) : mine;
}

Standing Ranks::wait(const Standing& mine) const {
  return impl_ ? impl_->standings.wait(mine) : mine;
}

}  // namespace SparseConv::job
