#include <cstdlib>

#include "ranks.hpp"

/// \file
/// A build without MPI, in which there is one process.

namespace SparseConv::cli {

struct Ranks::Impl {};

Ranks::Ranks() = default;
Ranks::~Ranks() = default;

int Ranks::rank() const { return 0; }
int Ranks::size() const { return 1; }
int Ranks::size_of_node() const { return 1; }

void Ranks::agree(const std::function<void()>& action) const { action(); }
void Ranks::agree_on_first(const std::function<void()>& action) const { action(); }

job::Outcome Ranks::run(const job::Job& job, job::Observer& observer) const {
  return job::run(job, observer);
}

std::int64_t Ranks::sum_on_node(std::int64_t number) const { return number; }
std::vector<std::uint64_t> Ranks::union_on_node(std::vector<std::uint64_t> bits) const {
  return bits;
}

void Ranks::meet() const {}

void Ranks::abort(int exit_code) const { std::_Exit(exit_code); }

std::string Ranks::messages_of_gpu() { return {}; }

std::string Ranks::how_to_start() {
  return "this sparseconv was built without MPI, start it once or use one built with MPI";
}

}  // namespace SparseConv::cli
