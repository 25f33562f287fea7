#include <SparseConv/Version.hpp>
#include <algorithm>
#include <io/chunks/crc32.hpp>
#include <job/fingerprint.hpp>
#include <json_text.hpp>

namespace SparseConv::job {
namespace {

using Json = nlohmann::ordered_json;

/// The checksum of an array's elements after earlier ones.
template <class Array>
std::uint32_t add_array(std::uint32_t sum, const Array& array) {
  return io::hdf5::crc32(sum, array.data(), array.size() * sizeof(*array.data()));
}

/// Tells inputs apart: a file that was changed or replaced is another input.
Json describe(const io::BatchReader& input, std::uint32_t samples) {
  Json files = Json::array();
  for (const io::SourceFile& file : input.sources())
    files.push_back({{"bytes", file.bytes}, {"modified", file.modified}});
  const io::BatchInfo& info = input.info();
  return {{"files", files},
          {"group", info.group},
          {"images", info.n_images},
          {"nnz", info.nnz},
          {"order", io::to_string(info.order)},
          {"crc32", samples}};
}

Json describe(const Filter& filter) {
  return {{"shape", {filter.shape().height, filter.shape().width}},
          {"crc32", add_array(0, filter.weights())}};
}

/// What a job makes of its input, whatever that and the output are.
Json terms_of(const OpenJob& job) {
  const ImageShape image = job.image();
  Json filters = Json::array();
  for (const NamedFilter& filter : job.job.filters) filters.push_back(describe(filter.filter));
  const Options& options = job.job.options;
  return {{"image-shape", {image.height, image.width}},
          {"filter", filters},
          {"mode", to_string(options.mode)},
          {"window", options.window ? to_string(*options.window) : ""},
          {"boundary", to_string(options.boundary)},
          {"correlate", options.correlate},
          {"adjoint", options.adjoint},
          {"threshold", options.threshold},
          {"normalize", to_string(options.normalize)},
          {"at-entries", job.job.at_entries},
          {"space", job.space},
          {"dtype", job.precision == Precision::double_precision ? "double" : "float"},
          {"compression", io::to_string(job.job.compression)},
          {"layout", job.job.layout == Layout::sharded ? "sharded" : "single"}};
}

}  // namespace

std::uint32_t checksum_of_samples(const io::BatchReader& input) {
  constexpr std::int64_t most = 1 << 16;  ///< entries of an image
  const std::int64_t n = input.info().n_images;
  std::uint32_t sum = 0;
  if (n == 0) return sum;
  for (const std::int64_t image :
       {n - 1, std::int64_t{0}}) {  // the first one last: slices begin there
    const std::vector<std::int64_t> offsets = input.offsets(image, image + 1);
    const auto entries =
        input.read_part<double, std::int64_t>(image, 0, std::min(most, offsets[1] - offsets[0]));
    sum = add_array(add_array(sum, entries.graph.entries), entries.values);
  }
  return sum;
}

std::string common_terms(const OpenJob& job) {
  const io::BatchInfo& info = job.input.info();
  Json terms = terms_of(job);
  terms["input"] = {info.n_images, info.nnz, io::to_string(info.order), job.samples};
  terms["output"] = job.job.output;
  terms["method"] = to_string(job.job.options.method);
  terms["resume"] = job.job.resume;
  terms["repeat"] = job.job.repeat;
  terms["results"] = job.names;
  return json_text(terms);
}

std::string fingerprint(const OpenJob& job, const Settled& settled,
                        const std::vector<std::string>& groups) {
  Json methods = Json::array();
  for (const Method method : settled.methods) methods.push_back(to_string(method));
  Json terms{{"version", SPARSECONV_VERSION}, {"input", describe(job.input, job.samples)}};
  terms.update(terms_of(job));
  terms["method"] = methods;
  terms["group"] = groups;
  return json_text(terms);
}

}  // namespace SparseConv::job
