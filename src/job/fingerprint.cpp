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

std::string fingerprint(const OpenJob& job, const Settled& settled, const std::string& group) {
  const ImageShape image = job.geometry().image;
  const Options& options = job.job.options;
  const Json json({{"version", SPARSECONV_VERSION},
                   {"input", describe(job.input)},
                   {"image-shape", {image.height, image.width}},
                   {"filter", describe(job.job.filter.filter)},
                   {"mode", to_string(options.mode)},
                   {"window", options.window ? to_string(*options.window) : ""},
                   {"boundary", to_string(options.boundary)},
                   {"correlate", options.correlate},
                   {"adjoint", options.adjoint},
                   {"threshold", job.job.options.threshold},
                   {"normalize", to_string(job.job.options.normalize)},
                   {"at-entries", job.job.at_entries},
                   {"method", to_string(settled.method)},
                   {"space", job.space},
                   {"dtype", job.precision == Precision::double_precision ? "double" : "float"},
                   {"group", group},
                   {"compression", io::to_string(job.job.compression)},
                   {"layout", job.job.layout == Layout::sharded ? "sharded" : "single"}});
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace SparseConv::job
