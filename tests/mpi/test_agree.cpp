#include <SparseConv/mpi/agree.hpp>
#include <mpi/expect_error_everywhere.hpp>
#include <new>
#include <stdexcept>
#include <string>

namespace SparseConv::Test {
namespace {

class Agree : public testing::Test {
 protected:
  mpi::Communicator comm{MPI_COMM_WORLD};

  /// Expects that if only `rank` throws this, all ranks throw an Error (system) with `part`.
  template <class Exception>
  void expect_failure_of(int rank, const Exception& exception, const std::string& part) {
    const auto action = [&] {
      if (comm.rank() == rank) throw exception;
    };
    expect_error_everywhere(
        comm, [&] { mpi::agree(comm, action); }, Error::Cause::system,
        about_rank(comm, rank) + part);
  }
};

TEST_F(Agree, ReturnsWhatEachRankDid) {
  EXPECT_EQ(mpi::agree(comm, [&] { return 10 * comm.rank(); }), 10 * comm.rank());
  int done = 0;
  mpi::agree(comm, [&] { ++done; });
  EXPECT_EQ(done, 1);
}

TEST_F(Agree, ThrowsTheErrorOfTheLowestRankEverywhere) {
  for (int lowest = 0; lowest < comm.size(); ++lowest) {
    const auto action = [&] {
      SPARSECONV_THROW_IF(comm.rank() >= lowest, input, "no " + std::to_string(comm.rank()));
      return 1;
    };
    expect_error_everywhere(
        comm, [&] { mpi::agree(comm, action); }, Error::Cause::input,
        about_rank(comm, lowest) + "no " + std::to_string(lowest));
  }
}

TEST_F(Agree, NamesTheRankOnceHoweverOftenRanksAgree) {
  const int last = comm.size() - 1;
  const auto twice = [&] {
    mpi::agree(comm, [&] {
      mpi::agree(comm, [&] { SPARSECONV_THROW_IF(comm.rank() == last, input, "no"); });
    });
  };
  try {
    twice();
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), about_rank(comm, last) + "no");
  }
}

TEST_F(Agree, MakesAnErrorOfEveryException) {
  for (int rank = 0; rank < comm.size(); ++rank) {
    expect_failure_of(rank, Error(Error::Cause::system, "disk full", "", 0), "disk full");
    expect_failure_of(rank, std::bad_alloc(), "out of memory");
    expect_failure_of(rank, std::runtime_error("two\nlines"), "two lines");
    expect_failure_of(rank, 7, "unknown failure");
  }
}

/// The place where an Error says that it was thrown, or an empty text if `action` throws none.
template <class Action>
std::string location_of_error(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.location();
  }
  return "";
}

TEST_F(Agree, KeepsTheLocation) {
  for (int rank = 0; rank < comm.size(); ++rank) {
    int line = 0;
    const auto action = [&] {
      line = __LINE__ + 1;
      SPARSECONV_THROW_IF(comm.rank() == rank, input, "no");
    };
    const std::string location = location_of_error([&] { mpi::agree(comm, action); });
    EXPECT_EQ(location, std::string(__FILE__) + ":" + std::to_string(line));
  }
}

TEST_F(Agree, CutsALocationThatIsTooLong) {
  const std::string file(1000, 'x');
  const auto action = [&] { throw Error(Error::Cause::input, "no", file.c_str(), 17); };
  const std::string location = location_of_error([&] { mpi::agree(comm, action); });
  EXPECT_EQ(location, std::string(location.size() - 3, 'x') + ":17");
  EXPECT_GT(location.size(), 200);
}

TEST_F(Agree, CutsAMessageThatIsTooLong) {
  expect_failure_of(comm.size() - 1, std::runtime_error(std::string(5000, 'x')),
                    std::string(1000, 'x'));
}

}  // namespace
}  // namespace SparseConv::Test
