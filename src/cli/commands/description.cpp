#include "commands/description.hpp"

#include <algorithm>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>
#include <starts_with.hpp>
#include <vector>

#include "words.hpp"

namespace SparseConv::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Three of some numbers.
struct Distribution {
  explicit Distribution(std::vector<std::int64_t> numbers) {
    std::sort(numbers.begin(), numbers.end());
    smallest = numbers.front();
    median = numbers[numbers.size() / 2];
    largest = numbers.back();
  }

  std::int64_t smallest, median, largest;
};

/// Whether an attribute says something about the batch, rather than how it is encoded.
bool tells_of_content(const std::string& name) { return !starts_with(name, "encoding"); }

double density(const io::BatchInfo& info) {
  const double pixels = static_cast<double>(info.n_images) * static_cast<double>(info.n_pixels);
  return pixels > 0 ? static_cast<double>(info.nnz) / pixels : 0;
}

std::string harmless(std::string text) {
  for (char& letter : text) letter = cli::harmless(letter);
  return text;
}

/// Lines of names and values.
class Lines {
 public:
  template <class Value>
  void add(const std::string& name, const Value& value) {
    text_ << std::left << std::setw(15) << name << ' ' << value << '\n';
  }

  void add_distribution(const std::string& name, const std::vector<std::int64_t>& numbers,
                        const std::string& unit) {
    if (numbers.empty()) return;
    const Distribution all(numbers);
    std::ostringstream value;
    value << "min " << all.smallest << ", median " << all.median << ", max " << all.largest << unit
          << " an image";
    add(name, value.str());
  }

  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
};

void add_header(const Description& batch, Lines& lines) {
  const io::BatchInfo& info = batch.info;
  lines.add("file", info.file);
  if (!info.group.empty()) lines.add("group", harmless(info.group));
  lines.add("form", info.layout);
  lines.add("order", io::to_string(info.order));
  lines.add("images", info.n_images);
  lines.add("image shape",
            batch.shape ? to_string(*batch.shape) : "unknown, --image-shape H,W gives it");
  lines.add("pixels", std::to_string(info.n_pixels) + " an image, " +
                          (info.order == io::Order::c ? "row after row" : "column after column"));
  lines.add("nonzeros", info.nnz);
  lines.add("density", density(info));
  lines.add("types", "values " + info.value_type +
                         (info.column_type.empty() ? "" : ", columns " + info.column_type));
  lines.add("layout", batch.n_files == 1
                          ? "single, one file"
                          : "sharded, " + counted(std::int64_t(batch.n_files), "file"));
  for (const auto& [name, text] : info.attributes)
    if (tells_of_content(name)) lines.add(harmless(name), harmless(text));
}

Json to_json(const std::vector<std::int64_t>& numbers) {
  if (numbers.empty()) return nullptr;
  const Distribution all(numbers);
  return {{"min", all.smallest}, {"median", all.median}, {"max", all.largest}};
}

}  // namespace

std::string to_text(const Description& batch) {
  Lines lines;
  add_header(batch, lines);
  const Statistics& statistics = batch.statistics;
  lines.add_distribution("entries", statistics.entries, "");
  lines.add_distribution("bounding box", statistics.occupied_area, " pixels");
  if (statistics.smallest <= statistics.largest) {
    std::ostringstream range;
    range << statistics.smallest << " to " << statistics.largest;
    lines.add("values", range.str());
  }
  lines.add("stored zeros", statistics.zeros);
  lines.add("not finite", statistics.not_finite);
  lines.add("columns",
            statistics.ascending ? "sorted, no duplicates" : "unsorted or with duplicates");
  lines.add("check", "no fault");
  return lines.text();
}

Json to_json(const Description& batch) {
  const io::BatchInfo& info = batch.info;
  const Statistics& statistics = batch.statistics;
  Json shape, values, attributes = Json::object();
  if (batch.shape) shape = {batch.shape->height, batch.shape->width};
  if (statistics.smallest <= statistics.largest)
    values = {{"min", statistics.smallest}, {"max", statistics.largest}};
  for (const auto& [name, text] : info.attributes)
    if (tells_of_content(name)) attributes[name] = text;
  return {{"file", info.file},
          {"group", info.group},
          {"images", info.n_images},
          {"image_shape", shape},
          {"pixels", info.n_pixels},
          {"pixel_order", io::to_string(info.order)},
          {"nnz", info.nnz},
          {"density", density(info)},
          {"value_type", info.value_type},
          {"column_type", info.column_type},
          {"form", info.layout},
          {"layout", batch.n_files == 1 ? "single" : "sharded"},
          {"files", batch.n_files},
          {"attributes", attributes},
          {"entries", to_json(statistics.entries)},
          {"bounding_box", to_json(statistics.occupied_area)},
          {"values", values},
          {"stored_zeros", statistics.zeros},
          {"not_finite", statistics.not_finite},
          {"sorted", statistics.ascending},
          {"check", "no fault"}};
}

}  // namespace SparseConv::cli
