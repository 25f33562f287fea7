#include "Shard.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace SparseConv::cli {
namespace {

using Json = nlohmann::ordered_json;

Shard from_json(const Json& json) {
  const auto& rows = json.at("rows");
  const auto& checksum = json.at("crc32");
  return {{rows.at(0), rows.at(1)},
          json.at("nnz"),
          {json.at("bytes"), {checksum.at("data"), checksum.at("indices"), checksum.at("indptr")}}};
}

Json to_json(const Shard& shard) {
  const io::Checksum& checksum = shard.file.checksum;
  return {{"rows", {shard.rows.first, shard.rows.last}},
          {"nnz", shard.nnz},
          {"bytes", shard.file.bytes},
          {"crc32",
           {{"data", checksum.data}, {"indices", checksum.indices}, {"indptr", checksum.indptr}}}};
}

}  // namespace

std::string to_lines(const Shards& shards) {
  std::string lines;
  for (const Shard& shard : shards) lines += to_json(shard).dump() + "\n";
  return lines;
}

Shards shards_from_lines(const std::string& lines) {
  Shards shards;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) try {
      shards.push_back(from_json(Json::parse(line)));
    } catch (const Json::exception&) {  // cut off
    }
  return shards;
}

void sort_out(Shards& shards) {
  std::sort(shards.begin(), shards.end(),
            [](const Shard& a, const Shard& b) { return a.rows.first < b.rows.first; });
  std::int64_t next = 0;
  const auto is_surplus = [&next](const Shard& shard) {
    if (shard.rows.first < next || shard.rows.first == shard.rows.last) return true;
    next = shard.rows.last;
    return false;
  };
  shards.erase(std::remove_if(shards.begin(), shards.end(), is_surplus), shards.end());
}

std::vector<Range> missing_rows(const Shards& shards, std::int64_t n_rows) {
  std::vector<Range> missing;
  std::int64_t next = 0;
  for (const Shard& shard : shards) {
    if (next < shard.rows.first) missing.push_back({next, shard.rows.first});
    next = shard.rows.last;
  }
  if (next < n_rows) missing.push_back({next, n_rows});
  return missing;
}

}  // namespace SparseConv::cli
