#include <cstdlib>

#include "ranks.hpp"

/// \file
/// A build without MPI, in which one process is all there is.

namespace SparseConv::cli {

struct Ranks::Impl {};

Ranks::Ranks() = default;
Ranks::~Ranks() = default;

int Ranks::rank() const { return 0; }
int Ranks::size() const { return 1; }
int Ranks::size_of_node() const { return 1; }

void Ranks::agree(const std::function<void()>& action) const { action(); }
void Ranks::agree_on_first(const std::function<void()>& action) const { action(); }

std::vector<std::int64_t> Ranks::sum(std::vector<std::int64_t> numbers) const { return numbers; }
std::vector<double> Ranks::max(std::vector<double> numbers) const { return numbers; }

std::int64_t Ranks::sum_on_node(std::int64_t number) const { return number; }
std::vector<std::uint64_t> Ranks::union_on_node(std::vector<std::uint64_t> bits) const {
  return bits;
}

std::string Ranks::from_first(std::string text) const { return text; }

std::vector<std::int64_t> Ranks::share(const std::vector<std::int64_t>& work) const {
  return {0, static_cast<std::int64_t>(work.size())};
}

Standing Ranks::tell(const Standing& mine) const { return mine; }
Standing Ranks::wait(const Standing& mine) const { return mine; }

void Ranks::meet() const {}

void Ranks::abort(int exit_code) const { std::_Exit(exit_code); }

std::string Ranks::how_to_start() {
  return "this sparseconv was built without MPI, start it once or use one built with MPI";
}

}  // namespace SparseConv::cli
