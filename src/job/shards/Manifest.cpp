#include <io/chunks/crc32.hpp>
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

/// The CRC-32 of what a line says.
std::uint32_t checksum_of(const Json& json) {
  const std::string text = json.dump();
  return io::hdf5::crc32(0, text.data(), text.size());
}

/// A line, with its checksum at the end: a wrong digit must not pass for another row.
std::string to_line(Json json) {
  const std::uint32_t checksum = checksum_of(json);
  json["checksum"] = checksum;
  return json.dump() + '\n';
}

/// Whether a line is as it was written. Removes the checksum.
bool is_as_written(Json& json) {
  if (!json.is_object() || !json.contains("checksum")) return false;
  const Json checksum = json["checksum"];
  json.erase("checksum");
  return checksum == checksum_of(json);
}

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
      Json json = Json::parse(line);
      if (is_as_written(json)) add_line(json, *this);
    } catch (const Json::exception&) {  // cut off
    }
  sort_out(finished);
}

std::string line_of_begin(std::int64_t first_row) { return to_line({{"begun", first_row}}); }

std::string line_of(const Shard& shard) {
  Json batches = Json::array();
  for (const WrittenBatch& batch : shard.batches) batches.push_back(to_json(batch));
  return to_line({{"rows", {shard.rows.first, shard.rows.last}},
                  {"bytes", shard.bytes},
                  {"batches", batches}});
}

std::string line_of(const Publication& publication) {
  return to_line({{"result", publication.inode}, {"replaces", publication.replaces}});
}

std::string line_of_withdrawal() { return to_line({{"withdrawn", true}}); }

}  // namespace SparseConv::job
