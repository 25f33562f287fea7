#include <job/shards/Manifest.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

namespace SparseConv::job {
namespace {

using Json = nlohmann::ordered_json;

WrittenBatch batch_from(const Json& json) {
  const auto& checksum = json.at("crc32");
  return {json.at("nnz"), {checksum.at("data"), checksum.at("indices"), checksum.at("indptr")}};
}

Json to_json(const WrittenBatch& batch) {
  const io::Checksum& checksum = batch.checksum;
  return {{"nnz", batch.nnz},
          {"crc32",
           {{"data", checksum.data}, {"indices", checksum.indices}, {"indptr", checksum.indptr}}}};
}

Shard shard_from(const Json& json) {
  const auto& rows = json.at("rows");
  Shard shard{{rows.at(0), rows.at(1)}, json.at("bytes"), {}};
  for (const Json& batch : json.at("batches")) shard.batches.push_back(batch_from(batch));
  return shard;
}

Publication publication_from(const Json& json) { return {json.at("result"), json.at("replaces")}; }

void add_line(const Json& json, Manifest& manifest) {
  if (json.contains("begun")) {
    manifest.begun.insert(json.at("begun").get<std::int64_t>());
  } else if (json.contains("withdrawn")) {
    manifest.publication.reset();
  } else if (json.contains("result")) {
    manifest.publication = publication_from(json);
  } else {
    manifest.finished.push_back(shard_from(json));
    manifest.begun.insert(manifest.finished.back().rows.first);
  }
}

}  // namespace

void Manifest::add(const std::string& lines) {
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) try {
      add_line(Json::parse(line), *this);
    } catch (const Json::exception&) {  // cut off
    }
  sort_out(finished);
}

std::string line_of_begin(std::int64_t first_row) {
  return Json({{"begun", first_row}}).dump() + '\n';
}

std::string line_of(const Shard& shard) {
  Json batches = Json::array();
  for (const WrittenBatch& batch : shard.batches) batches.push_back(to_json(batch));
  const Json json{
      {"rows", {shard.rows.first, shard.rows.last}}, {"bytes", shard.bytes}, {"batches", batches}};
  return json.dump() + '\n';
}

std::string line_of(const Publication& publication) {
  return Json({{"result", publication.inode}, {"replaces", publication.replaces}}).dump() + '\n';
}

std::string line_of_withdrawal() { return Json({{"withdrawn", true}}).dump() + '\n'; }

}  // namespace SparseConv::job
