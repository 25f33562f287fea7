#include <zlib.h>

#include <SparseConv/Version.hpp>
#include <job/fingerprint.hpp>
#include <nlohmann/json.hpp>

namespace SparseConv::job {
namespace {

using Json = nlohmann::ordered_json;

/// Tells inputs apart: a file that was changed or replaced is another input.
Json describe(const io::BatchReader& input) {
  Json files = Json::array();
  for (const io::SourceFile& file : input.sources())
    files.push_back({{"bytes", file.bytes}, {"modified", file.modified}});
  const io::BatchInfo& info = input.info();
  return {{"files", files},
          {"group", info.group},
          {"images", info.n_images},
          {"nnz", info.nnz},
          {"order", io::to_string(info.order)}};
}

Json describe(const Filter& filter) {
  const std::vector<double>& weights = filter.weights();
  const uLong sum =
      ::crc32_z(0, reinterpret_cast<const Bytef*>(weights.data()), weights.size() * sizeof(double));
  return {{"shape", {filter.shape().height, filter.shape().width}}, {"crc32", sum}};
}

}  // namespace

std::string fingerprint(const OpenJob& job, const Settled& settled,
                        const std::vector<std::string>& groups) {
  const ImageShape image = job.image();
  Json filters = Json::array(), methods = Json::array();
  for (const NamedFilter& filter : job.job.filters) filters.push_back(describe(filter.filter));
  for (const Method method : settled.methods) methods.push_back(to_string(method));
  const Options& options = job.job.options;
  const Json json({{"version", SPARSECONV_VERSION},
                   {"input", describe(job.input)},
                   {"image-shape", {image.height, image.width}},
                   {"filter", filters},
                   {"mode", to_string(options.mode)},
                   {"window", options.window ? to_string(*options.window) : ""},
                   {"boundary", to_string(options.boundary)},
                   {"correlate", options.correlate},
                   {"adjoint", options.adjoint},
                   {"threshold", job.job.options.threshold},
                   {"normalize", to_string(job.job.options.normalize)},
                   {"at-entries", job.job.at_entries},
                   {"method", methods},
                   {"space", job.space},
                   {"dtype", job.precision == Precision::double_precision ? "double" : "float"},
                   {"group", groups},
                   {"compression", io::to_string(job.job.compression)},
                   {"layout", job.job.layout == Layout::sharded ? "sharded" : "single"}});
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace SparseConv::job
