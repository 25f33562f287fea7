#include <algorithm>
#include <job/shards/Shard.hpp>

namespace SparseConv::job {

std::int64_t Shard::nnz() const {
  std::int64_t sum = 0;
  for (const WrittenBatch& batch : batches) sum += batch.nnz;
  return sum;
}

void sort_out(Shards& shards) {
  std::sort(shards.begin(), shards.end(),
            [](const Shard& a, const Shard& b) { return a.rows.first < b.rows.first; });
  std::int64_t next = 0;
  const auto is_surplus = [&next](const Shard& shard) {
    if (shard.rows.first < next || shard.rows.empty()) return true;
    next = shard.rows.last;
    return false;
  };
  shards.erase(std::remove_if(shards.begin(), shards.end(), is_surplus), shards.end());
}

std::vector<RowRange> missing_rows(const Shards& shards, std::int64_t n_rows) {
  std::vector<RowRange> missing;
  std::int64_t next = 0;
  for (const Shard& shard : shards) {
    if (next < shard.rows.first) missing.push_back({next, shard.rows.first});
    next = shard.rows.last;
  }
  if (next < n_rows) missing.push_back({next, n_rows});
  return missing;
}

}  // namespace SparseConv::job
