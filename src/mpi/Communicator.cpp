#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/Communicator.hpp>
#include <limits>
#include <mpi/check.hpp>
#include <string>
#include <utility>

namespace SparseConv::mpi {
namespace {

bool is_running() {
  int initialised = 0, finalised = 0;
  MPI_Initialized(&initialised);
  MPI_Finalized(&finalised);
  return initialised && !finalised;
}

MPI_Comm duplicate_of(MPI_Comm communicator, std::int64_t max_message_bytes) {
  SPARSECONV_THROW_IF(!is_running(), input,
                      "MPI is not running: make communicators after MPI_Init_thread and before "
                      "MPI_Finalize");
  SPARSECONV_THROW_IF(communicator == MPI_COMM_NULL, input,
                      "there is no communicator: it is MPI_COMM_NULL on this rank");
  SPARSECONV_THROW_IF(
      max_message_bytes < 1 || max_message_bytes > std::numeric_limits<int>::max(), input,
      "messages of at most " + std::to_string(max_message_bytes) +
          " bytes: the limit must be from 1 to " + std::to_string(std::numeric_limits<int>::max()));
  MPI_Comm duplicate = MPI_COMM_NULL;
  SPARSECONV_MPI(MPI_Comm_dup, communicator, &duplicate);
  return duplicate;
}

}  // namespace

Communicator::Communicator(MPI_Comm communicator, std::int64_t max_message_bytes)
    : Communicator(Owned{duplicate_of(communicator, max_message_bytes), max_message_bytes}) {
  set_up();  // where this throws, the destructor frees the duplicate
}

Communicator::Communicator(Owned owned) noexcept
    : communicator_(owned.communicator), max_message_bytes_(owned.max_message_bytes) {}

void Communicator::set_up() {
  SPARSECONV_MPI(MPI_Comm_set_errhandler, communicator_, MPI_ERRORS_RETURN);
  SPARSECONV_MPI(MPI_Comm_rank, communicator_, &rank_);
  SPARSECONV_MPI(MPI_Comm_size, communicator_, &size_);
}

Communicator::~Communicator() {
  if (communicator_ != MPI_COMM_NULL && is_running()) MPI_Comm_free(&communicator_);
}

Communicator::Communicator(Communicator&& other) noexcept
    : communicator_(std::exchange(other.communicator_, MPI_COMM_NULL)),
      rank_(other.rank_),
      size_(other.size_),
      max_message_bytes_(other.max_message_bytes_) {}

Communicator& Communicator::operator=(Communicator&& other) noexcept {
  std::swap(communicator_, other.communicator_);
  std::swap(rank_, other.rank_);
  std::swap(size_, other.size_);
  std::swap(max_message_bytes_, other.max_message_bytes_);
  return *this;
}

MPI_Comm Communicator::get() const {
  SPARSECONV_THROW_IF(communicator_ == MPI_COMM_NULL, input, "the communicator was moved from");
  return communicator_;
}

Communicator Communicator::of_node() const {
  MPI_Comm node = MPI_COMM_NULL;
  SPARSECONV_MPI(MPI_Comm_split_type, get(), MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &node);
  Communicator ranks(Owned{node, max_message_bytes_});
  ranks.set_up();
  return ranks;
}

}  // namespace SparseConv::mpi
