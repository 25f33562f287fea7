#include <cstdlib>

#include "process/world.hpp"

/// \file
/// A build without MPI, in which there is one process.

namespace SparseConv::cli {

struct World::Impl {};

World::World() = default;
World::~World() = default;

int World::rank() const { return 0; }
int World::size() const { return 1; }
int World::size_of_node() const { return 1; }

void World::agree(const std::function<void()>& action) const { action(); }
void World::agree_on_first(const std::function<void()>& action) const { action(); }

job::Outcome World::run(const job::Job& job, job::Observer& observer) const {
  return job::run(job, observer);
}

std::int64_t World::sum_on_node(std::int64_t number) const { return number; }
std::vector<std::uint64_t> World::union_on_node(std::vector<std::uint64_t> bits) const {
  return bits;
}

void World::meet() const {}

void World::abort(int exit_code) const { std::_Exit(exit_code); }

std::string World::messages_of_gpu() { return {}; }

std::string World::how_to_start() {
  return "this sparseconv was built without MPI, start it once or use one built with MPI";
}

}  // namespace SparseConv::cli
