#include <job/Ranks.hpp>
#include <rows/divide.hpp>

/// \file
/// The only process: the component was built without MPI.

namespace SparseConv::job {

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
std::vector<std::int64_t> Ranks::exclusive_or(std::vector<std::int64_t> numbers) const {
  return numbers;
}

std::string Ranks::from_first(std::string text) const { return text; }

std::vector<std::int64_t> Ranks::divide(const std::vector<std::int64_t>& work) const {
  return rows::divide(work, 1);
}

Ranks::Totals Ranks::totals_of_divided_images(rows::RowRange, std::int64_t, std::size_t,
                                              const AddRows&) const {
  return {};
}

Standing Ranks::tell(const Standing& mine) const { return mine; }
Standing Ranks::wait(const Standing& mine) const { return mine; }

}  // namespace SparseConv::job
