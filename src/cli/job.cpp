#include "job.hpp"

#include <sys/stat.h>
#include <zlib.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/Version.hpp>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

namespace SparseConv::cli {
namespace {

using Json = nlohmann::ordered_json;

/// A name of a group for JSON, which takes UTF-8 only, while HDF5 takes any bytes: those that are
/// not printable ASCII, and `%`, become `%` and two digits.
std::string in_ascii(const std::string& name) {
  constexpr const char* digits = "0123456789ABCDEF";
  std::string text;
  for (const char letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool plain = byte >= ' ' && byte <= '~' && byte != '%';
    text += plain ? std::string(1, letter) : std::string{'%', digits[byte / 16], digits[byte % 16]};
  }
  return text;
}

/// An input that was changed or replaced since is another one.
Json describe(const io::BatchInfo& input) {
  struct stat file {};
  SPARSECONV_THROW_IF(::stat(input.file.c_str(), &file) != 0, system,
                      input.file + ": cannot be looked up: " + std::strerror(errno));
  return {{"bytes", file.st_size},
          {"modified", {file.st_mtim.tv_sec, file.st_mtim.tv_nsec}},
          {"group", in_ascii(input.group)},
          {"images", input.n_images},
          {"nnz", input.nnz}};
}

Json describe(const Filter& filter) {
  const std::vector<double>& weights = filter.weights();
  const uLong sum =
      ::crc32_z(0, reinterpret_cast<const Bytef*>(weights.data()), weights.size() * sizeof(double));
  return {{"shape", {filter.shape().height, filter.shape().width}}, {"crc32", sum}};
}

}  // namespace

std::string describe_job(const Convolution& convolution, const Report& report) {
  return Json({{"version", SPARSECONV_VERSION},
               {"input", describe(convolution.input.info())},
               {"image-shape", {convolution.image.height, convolution.image.width}},
               {"filter", describe(convolution.filter)},
               {"mode", to_string(report.mode)},
               {"method", to_string(report.method)},
               {"space", report.space},
               {"dtype", convolution.precision == Precision::double_precision ? "double" : "float"},
               {"group", in_ascii(io::split_path(convolution.output).object)},
               {"layout", convolution.layout == Layout::sharded ? "sharded" : "single"}})
      .dump(2);
}

}  // namespace SparseConv::cli
